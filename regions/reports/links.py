"""The link by which one of those who decide approves the report, without an account."""

from barnratt.approvals.links import Links

LINKS = Links("regions.reports.approval", "reports:approval")

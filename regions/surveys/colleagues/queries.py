from barnratt.accounts.models import Role, User
from regions.surveys.models import counties_of


def colleagues_of(board):
    """The people who can be given a part: those who work at the county board, by name."""
    there = board.memberships.current().exclude(role=Role.READER)
    return User.objects.filter(pk__in=there.values("user_id"), is_active=True).order_by("name", "pk")


def parts_of(found):
    """{step key: Delegation} of the parts that are with colleagues now."""
    current = found.delegations.current().select_related("person", "invitation", "by")
    return {one.step: one for one in current}


def open_comments(found, user):
    """The comments that are not solved, for those at the county board: they are theirs alone."""
    if found.county_id not in counties_of(user):
        return []
    told = list(found.comments.filter(solved_at=None).order_by("at", "pk"))
    for one in told:
        one.county_response = found
    return told


def comments_at(found, user):
    """{address: [Comment]} of those that are not solved."""
    told = {}
    for one in open_comments(found, user):
        told.setdefault(one.address, []).append(one)
    return told

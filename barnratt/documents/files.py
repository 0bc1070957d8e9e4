"""A document as something to fetch."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from barnratt.documents.pdf import pdf
from barnratt.documents.word import word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {"docx": DOCX, "pdf": "application/pdf"}
FORMS = {"docx": word, "pdf": pdf}


def as_download(document, form, *, name):
    """The response with a Document as a file. form: a key of FORMS. name: what the file is called, before the date."""
    return as_attachment(FORMS[form](document), form, name=name)


def as_attachment(written, form, *, name):
    """The response with bytes that are a file already. form: a key of CONTENT_TYPES."""
    file_name = f"{slugify(name)[:60] or 'dokument'}-{timezone.localdate().isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(written, content_type=CONTENT_TYPES[form], headers=headers)

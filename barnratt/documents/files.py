"""A document as something to fetch."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from barnratt.documents.pdf import pdf
from barnratt.documents.word import word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"docx": (word, DOCX), "pdf": (pdf, "application/pdf")}


def as_download(document, form, *, name):
    """The response with a Document as a file. form: a key of FORMS. name: what the file is called, before the date."""
    write, content_type = FORMS[form]
    file_name = f"{slugify(name)[:60] or 'dokument'}-{timezone.localdate().isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(write(document), content_type=content_type, headers=headers)

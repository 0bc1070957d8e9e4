"""The zip file that .xlsx and .ods are. It is never unpacked to disk, and never further than is decent."""

import contextlib
import struct
import zipfile
import zlib

from .refused import MOST_BYTES, Refused, damaged, too_large

MOST_PARTS = 10_000
# A real sheet packs 10 to 60 times. Deflate can do 1 032 times, and only for what was made to do it.
MOST_PACKED = 300
SMALL = 5_000_000


class Archive:
    """The parts of a zip file by name."""

    def __init__(self, file):
        with _damage_told():
            self._zip = zipfile.ZipFile(file)
            parts = self._zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise too_large()
        for part in parts:
            if part.flag_bits & 0x1:
                raise Refused("Filen är skyddad med lösenord. Spara den utan lösenord och välj den igen.")
            if part.file_size > SMALL and part.file_size > MOST_PACKED * max(part.compress_size, 1):
                raise Refused("Filen är packad på ett sätt som kalkylprogram inte gör. Spara den på nytt i Excel.")
        self._parts = {part.filename: part for part in parts}

    def __contains__(self, name):
        return name in self._parts

    def names(self):
        return list(self._parts)

    def open(self, name):
        """The part as a stream that knows how much of it has been read. Raises Refused if it is missing or broken."""
        part = self._parts.get(name)
        if part is None or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        with _damage_told():
            return Part(self._zip.open(part), part.file_size)

    def close(self):
        self._zip.close()


class Part:
    """A part that is being read. zipfile stops at the size that the file states and then checks the sum."""

    def __init__(self, stream, size):
        self._stream, self.size, self.done = stream, size, 0

    def read(self, size=-1):
        with _damage_told():
            data = self._stream.read(size)
        self.done += len(data)
        return data

    def close(self):
        self._stream.close()


@contextlib.contextmanager
def _damage_told():
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,  # a way of packing that no spreadsheet uses
        RuntimeError,  # encrypted
        ValueError,
        OverflowError,
        OSError,  # a place before the beginning of the file
    ) as error:
        raise damaged() from error

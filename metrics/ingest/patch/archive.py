"""A zip archive in which some parts are replaced and all others keep their very bytes, still compressed."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from metrics.ingest.patch.xmltext import UnpatchableError

_LOCAL, _CENTRAL, _END = (struct.Struct(layout) for layout in ("<4s5H3I2H", "<4s4B4H3I5H2I", "<4s4H2IH"))
_UTF8_NAME, _SIZES_BEHIND = 0x800, 0x8
_ZIP64 = 1


class Archive:
    """An archive in memory.

    Args:
        content: the bytes of a zip file.

    Raises:
        UnpatchableError: its parts overlap or its directory cannot be read.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise UnpatchableError(str(error)) from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        starts = sorted(entry.header_offset for entry in self._entries.values())
        self._ends = dict(zip(starts, [*starts[1:], self._zip.start_dir], strict=True))
        if len(starts) != len(self._ends) or len(starts) != len(self._zip.infolist()):
            raise UnpatchableError("parts overlap")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> list[str]:
        """The names of all parts, in order."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """A part's content.

        Raises:
            UnpatchableError: there is no such part or it is damaged.
        """
        try:
            return self._zip.read(name)
        except (KeyError, BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise UnpatchableError(f"{name}: {error}") from error

    def raw(self, name: str) -> bytes:
        """A part as it stands in the file: local header, compressed data and what follows them."""
        entry = self._entries[name]
        start = entry.header_offset
        raw = self._content[start : self._ends[start]]
        if len(raw) < _LOCAL.size or raw[:4] != b"PK\3\4":
            raise UnpatchableError(f"{name}: no local header")
        lengths = _LOCAL.unpack_from(raw)[-2:]
        if len(raw) < _LOCAL.size + sum(lengths) + entry.compress_size:
            raise UnpatchableError(f"{name}: parts overlap")
        return raw

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The archive with parts replaced, in their places, or added at the end.

        Args:
            changed: part name → new content; these are compressed anew, all others copied as they are.
        """
        body, directory, at = [], [], 0
        for name in dict.fromkeys([*self._entries, *changed]):
            raw, entry = self._packed(name, changed[name]) if name in changed else self._kept(name)
            body.append(raw)
            directory.append(_central(entry, at))
            at += len(raw)
        end = _END.pack(
            b"PK\5\6",
            0,
            0,
            len(directory),
            len(directory),
            sum(map(len, directory)),
            at,
            len(self._zip.comment),
        )
        return b"".join([*body, *directory, end, self._zip.comment])

    def _kept(self, name: str) -> tuple[bytes, ZipInfo]:
        return self.raw(name), self._entries[name]

    def _packed(self, name: str, content: bytes) -> tuple[bytes, ZipInfo]:
        """A new part, dated as the old one, else as the first of the archive."""
        like = self._entries.get(name) or next(iter(self._entries.values()))
        entry = ZipInfo(name, like.date_time)
        entry.create_system, entry.external_attr = like.create_system, like.external_attr
        entry.compress_type, entry.flag_bits = ZIP_DEFLATED, 0 if name.isascii() else _UTF8_NAME
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        data = packer.compress(content) + packer.flush()
        entry.CRC, entry.compress_size, entry.file_size = zlib.crc32(content), len(data), len(content)
        encoded = name.encode()
        header = _LOCAL.pack(b"PK\3\4", 20, *_facts(entry), len(encoded), 0)
        return header + encoded + data, entry


def _facts(entry: ZipInfo) -> tuple[int, ...]:
    """What local header and directory say alike."""
    year, month, day, hour, minute, second = entry.date_time
    date = (year - 1980) << 9 | month << 5 | day
    time = hour << 11 | minute << 5 | second // 2
    sizes = (entry.CRC, entry.compress_size, entry.file_size)
    return (entry.flag_bits, entry.compress_type, time, date, *sizes)


def _central(entry: ZipInfo, at: int) -> bytes:
    name = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
    extra = _without_zip64(entry.extra)
    versions = (entry.create_version, entry.create_system, entry.extract_version, entry.reserved)
    lengths = (len(name), len(extra), len(entry.comment))
    tail = (0, entry.internal_attr, entry.external_attr, at)
    return _CENTRAL.pack(b"PK\1\2", *versions, *_facts(entry), *lengths, *tail) + name + extra + entry.comment


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields but the one of large archives: sizes and places are written plainly here."""
    kept = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        kept += extra[: 4 + length] if kind != _ZIP64 else b""
        extra = extra[4 + length :]
    return kept

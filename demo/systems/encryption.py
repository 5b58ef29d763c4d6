"""Password protection as offices set it: a workbook that cannot be opened without the password."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from msoffcrypto.format.ooxml import OOXMLFile

_BOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x002F, 0x0085
#: Records that stay readable: BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead ([MS-XLS] 2.2.10).
_PLAIN = {_BOF, _FILEPASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138}
_BLOCK = 1024


def encrypt_xlsx(content: bytes, password: str) -> bytes:
    """ECMA-376 agile encryption. Its salts are random: the bytes differ from call to call."""
    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, encrypted)
    return encrypted.getvalue()


def encrypt_biff(stream: bytes, password: str) -> bytes:
    """A BIFF8 workbook stream with RC4 encryption ([MS-OFFCRYPTO] 2.3.6), before it goes into its compound file."""
    salt = hashlib.md5(stream, usedforsecurity=False).digest()
    verifier = hashlib.md5(salt + b"verifier", usedforsecurity=False).digest()
    check = hashlib.md5(verifier, usedforsecurity=False).digest()
    sealed = _rc4(password, salt, 0).update(verifier + check)
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    filepass = struct.pack("<HHHHH", _FILEPASS, 54, 1, 1, 1) + salt + sealed
    plain = stream[:first] + filepass + stream[first:]
    hidden = bytearray(b"".join(_rc4(password, salt, number).update(plain[start:start + _BLOCK])
                                for number, start in enumerate(range(0, len(plain), _BLOCK))))
    for kind, start, size in _records(plain):
        hidden[start:start + 4] = plain[start:start + 4]
        if kind in _PLAIN:
            hidden[start:start + 4 + size] = plain[start:start + 4 + size]
        elif kind == _BOUNDSHEET:
            place = struct.unpack_from("<I", plain, start + 4)[0] + len(filepass)
            struct.pack_into("<I", hidden, start + 4, place)
    return bytes(hidden)


def _rc4(password: str, salt: bytes, block: int):
    """The cipher of one 1,024-byte block."""
    short = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    short = hashlib.md5((short + salt) * 16, usedforsecurity=False).digest()[:5]
    key = hashlib.md5(short + struct.pack("<I", block), usedforsecurity=False).digest()
    return Cipher(ARC4(key), mode=None).encryptor()


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and payload size of every record."""
    start = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        yield kind, start, size
        start += 4 + size

"""The one gate before a file is stored: with personal numbers in it, nothing of it stays."""

import hashlib

from sqlalchemy import Connection

from metrics.ingest.personal import PersonalPlace, masked_text, personal_places
from metrics.store.database import Database, StoreError, audit
from metrics.store.people import permits
from metrics.store.reporting import drafts

#: Places named in the sentence; the audit has more.
_NAMED = 5


class PersonalDataError(StoreError):
    """A file that was not stored since it holds numbers that belong to a person."""


def refuse_personal(database: Database, file: str, content: bytes, account: str) -> None:
    """Let a file pass that holds no personal numbers.

    Args:
        database: where drafts of the same bytes are wiped, and the refusal is recorded.
        file: the file's name, which is looked at too.
        content: its bytes.
        account: who brings it.

    Raises:
        PersonalDataError: naming the places, never a number.
        StoreError: the account may not bring files at all.
    """
    if places := personal_places(file, content):
        database.write(_wipe, hashlib.sha256(content).hexdigest(), file, places, account)
        raise PersonalDataError(_sentence(file, places))


def _wipe(
    connection: Connection, sha256: str, file: str, places: tuple[PersonalPlace, ...], account: str
) -> None:
    permits.require(connection, account, "draft")
    why = "；".join(map(str, places))
    detail = {"file": masked_text(file), "sha256": sha256, "why": why}
    audit.record(connection, account.strip(), "personal-refused", f"file {sha256[:12]}", detail)
    drafts.wipe(connection, sha256, account.strip(), "含个人信息")


def _sentence(file: str, places: tuple[PersonalPlace, ...]) -> str:
    more = f"等 {len(places)} 处" if len(places) > _NAMED else ""
    return (
        f"“{masked_text(file)}”里有个人信息，没有存：{'；'.join(map(str, places[:_NAMED]))}{more}。"
        "请删去这些内容（包括隐藏的表、批注和文件属性），另存后重新上传；人员用代号表示，如 E017-02。"
        "这份文件没有留在系统里。"
    )

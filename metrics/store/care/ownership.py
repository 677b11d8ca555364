"""On PostgreSQL: the tables belong to another account than the program's, which may only add to the audit."""

from sqlalchemy import Connection, text

from metrics.store.database import StoreError, open_engine, write

#: Tables the program's account may read, and those it may add to and nothing else.
_READ, _APPENDED = "alembic_version", "audit"
_ACCOUNT = (
    "SELECT rolsuper, pg_has_role(oid, current_user, 'MEMBER') AS owner FROM pg_roles WHERE rolname = %s"
)
_RIGHTS = ("UPDATE", "DELETE", "TRUNCATE")
_MAY = text("SELECT has_table_privilege('audit', :right)")


def grant(url: str, application: str) -> None:
    """Let the program's account work with the tables of the account that is signed in, which owns them.

    It may read and change every table, only add rows to the audit, and own nothing. To be called again
    after each migration.

    Args:
        url: of a migrated PostgreSQL database, with the owner's account.
        application: the program's account; it exists already.

    Raises:
        StoreError: the database is a file, there is no such account, or it is the owner or a superuser.
    """
    engine = open_engine(url, create=False)
    try:
        if engine.dialect.name != "postgresql":
            raise StoreError("只有 PostgreSQL 能把表的主人和程序用的账号分开；SQLite 请靠文件权限。")
        write(engine, _grant, application)
    finally:
        engine.dispose()


def _grant(connection: Connection, application: str) -> None:
    row = connection.exec_driver_sql(_ACCOUNT, (application,)).first()
    if row is None:
        raise StoreError(f"数据库服务器上没有账号 {application}。请先用 createuser 建立。")
    if row.rolsuper or row.owner:
        raise StoreError(f"{application} 是表的主人或超级用户，限制不了它。程序请用另一个普通账号。")
    account = connection.dialect.identifier_preparer.quote(application)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {account}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {account}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {account}",
        f"REVOKE ALL ON {_APPENDED}, {_READ} FROM {account}, PUBLIC",
        f"GRANT SELECT ON {_READ} TO {account}",
        f"GRANT SELECT, INSERT ON {_APPENDED} TO {account}",
    ):
        connection.exec_driver_sql(statement)


def too_much(connection: Connection) -> str:
    """What the present account may do to the audit beyond adding to it, in Chinese; empty for nothing."""
    owns = "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'audit'::regclass"
    if connection.exec_driver_sql(owns).scalar_one():
        return "是审计表的主人，能改写它"
    may = [right for right in _RIGHTS if connection.execute(_MAY, {"right": right}).scalar_one()]
    return f"对审计表有 {'、'.join(may)} 的权限" if may else ""

"""An exception in, the exit code with the lines that explain it out.

0 done, 1 the input is at fault, 2 wrong use, 3 our bug.

The standard output holds the answer. Where a command looks through a study or a folder of data, the
list of every fault in it is the answer: `study check`, `import`, `evaluate` and `verify` print it
there, and on the standard error only how many there are. What `score` prints is a table, so its
faults stand on the standard error, as does every other refusal.
"""

from __future__ import annotations

import traceback

from heliotrope.vocabulary import Bilingual, Fault, Language, Refusal

INPUT_AT_FAULT = 1
WRONG_USE = 2
OUR_BUG = 3


class WrongUse(Exception):
    """The arguments do not go together."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.what = Bilingual(en, zh)


def describe_failure(error: BaseException, language: Language) -> tuple[int, list[str]]:
    """The exit code, and what to print: what is wrong, where, and what would be right."""
    if isinstance(error, WrongUse):
        return WRONG_USE, [error.what.say(language)]
    lines = _describe_input(error, language)
    if lines is not None:
        return INPUT_AT_FAULT, lines
    return OUR_BUG, [_describe_bug(error, language)]


def _describe_input(error: BaseException, language: Language) -> list[str] | None:
    """What is wrong with what was given; None if nothing is, so that the fault is ours."""
    faults = getattr(error, "faults", None)
    if isinstance(error, Refusal):
        return _describe_refusal(error, language)
    if isinstance(faults, tuple) and all(isinstance(fault, Fault) for fault in faults):
        return [fault.say(language) for fault in faults]
    if isinstance(error, UnicodeDecodeError):
        return [_NOT_TEXT.say(language)]
    if isinstance(error, OSError):
        return [_describe_system(error, language)]
    return [_describe_database(error, language)] if _is_of_database(error) else None


def _describe_refusal(error: Refusal, language: Language) -> list[str]:
    what, right = error.what.say(language), error.right.say(language)
    joint = "；" if language == "zh" else "; "
    lines = [fault.say(language) for fault in error.faults]
    return [*lines, f"{what}{joint}{right}" if right else what]


_NOT_TEXT = Bilingual(
    "the file is not UTF-8 text; save it as CSV UTF-8, or say --encoding gb18030",
    "文件不是 UTF-8 文本；请另存为 CSV UTF-8，或加 --encoding gb18030",
)


def _describe_system(error: OSError, language: Language) -> str:
    where = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error) or type(error).__name__
    right = Bilingual(
        "check the path, and that you may read or write there", "请检查路径及其读写权限"
    )
    joint = "；" if language == "zh" else "; "
    return f"{where}{reason}{joint}{right.say(language)}"


_NO_SQLITE = "not a database"


def _is_of_database(error: BaseException) -> bool:
    """True for what a database that is absent, foreign or unreachable makes of a question."""
    names = {kind.__module__ + "." + kind.__qualname__ for kind in type(error).__mro__}
    if "django.db.utils.OperationalError" in names:
        return True
    return "django.db.utils.DatabaseError" in names and any(
        sign in str(error) for sign in (_NO_SQLITE, "malformed", "connection option")
    )


def _describe_database(error: BaseException, language: Language) -> str:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    what = Bilingual(f"the database cannot be reached: {first}", f"无法连接数据库：{first}")
    right = Bilingual(
        "check its address, that it runs, and that you may use it",
        "请检查其地址、是否运行及访问权限",
    )
    if _NO_SQLITE in first:
        what = Bilingual("the file is no SQLite database", "该文件不是 SQLite 数据库")
        right = Bilingual(
            "give the address of a database made with `heliotrope init`",
            "请指定由 `heliotrope init` 建立的数据库",
        )
    elif "malformed" in first:
        what = Bilingual("the SQLite file is damaged", "SQLite 文件已损坏")
        right = Bilingual(
            "restore a backup with `heliotrope restore`", "请用 `heliotrope restore` 恢复备份"
        )
    joint = "；" if language == "zh" else "; "
    return what.say(language) + joint + right.say(language)


def _describe_bug(error: BaseException, language: Language) -> str:
    # The message of a bug may hold what a participant told; its kind and place do not.
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/heliotrope/" in f.filename]
    place = ", ".join(f"{f.filename.rpartition('/heliotrope/')[2]}:{f.lineno}" for f in frames[-1:])
    kind = type(error).__name__
    return Bilingual(
        f"this is a bug of Heliotrope: {kind} at {place}; --debug shows all of it",
        f"这是 Heliotrope 的程序错误：{kind}，位置 {place}；加 --debug 可查看详情",
    ).say(language)

"""A path to write to as typed in; the refusal that says what would be right there, out."""

from __future__ import annotations

from pathlib import Path

from heliotrope.vocabulary import Bilingual, Refusal


class WrongTarget(Refusal):
    """What is to be written cannot be written there."""


def require_file_target(target: Path, example: str) -> None:
    """Raises WrongTarget for what a whole file must not be put in place of; `example`: a name.

    A folder; or a device such as `/dev/null`, a pipe or a socket, which others on the machine use.
    """
    if target.exists() and not target.is_file() and not target.is_dir():
        raise WrongTarget(
            Bilingual(f"{target} is a device or a pipe", f"{target} 是设备或管道"),
            Bilingual(f"give the name of a file, e.g. {example}", f"请指定文件名，例如 {example}"),
        )
    if target.is_dir():
        right = target / example
        raise WrongTarget(
            Bilingual(f"{target} is a folder", f"{target} 是文件夹"),
            Bilingual(f"give the name of a file, e.g. {right}", f"请指定文件名，例如 {right}"),
        )


def require_new_file(target: Path, example: str) -> None:
    """Raises WrongTarget for what is there already: it would be overwritten."""
    require_file_target(target, example)
    if target.exists():
        raise WrongTarget(
            Bilingual(f"{target}: there is a file already", f"{target}：已有此文件"),
            Bilingual("give another name, or move it away", "请换一个文件名，或先移走该文件"),
        )


def require_folder_target(out: Path) -> None:
    """Make the folder and try whether it can be written; before the work rather than after it.

    Raises WrongTarget for a file, OSError for what may not be written.
    """
    blocking = next((one for one in (out, *out.parents) if one.exists()), None)
    if blocking is not None and not blocking.is_dir():
        raise WrongTarget(
            Bilingual(f"{blocking} is a file", f"{blocking} 是文件"),
            Bilingual("give the name of a folder", "请指定文件夹"),
        )
    out.mkdir(parents=True, exist_ok=True)
    probe = out / ".heliotrope-probe"
    probe.touch()
    probe.unlink()

"""Who may do what: a role and an act → allowed, or the refusal with its reason."""

from __future__ import annotations

from typing import Literal

from heliotrope.vocabulary import Bilingual, Person, Refusal

Role = Literal[
    "coordinator",
    "investigator",
    "monitor",
    "statistician",
    "inspector",
    "administrator",
    "inactive",
]
Act = Literal[
    "view",
    "screen",
    "answer",
    "enroll",
    "record_fact",
    "fail_screening",
    "sign",
    "acknowledge",
    "view_results",
    "view_audit",
    "export",
    "redact",
    "import",
]

ROLE_LABELS: dict[str, Bilingual] = {
    "coordinator": Bilingual("Coordinator", "协调员"),
    "investigator": Bilingual("Investigator", "研究者"),
    "monitor": Bilingual("Monitor", "监查员"),
    "statistician": Bilingual("Statistician", "统计师"),
    "inspector": Bilingual("Inspector", "检查员"),
    "administrator": Bilingual("Administrator", "管理员"),
    "inactive": Bilingual("Inactive", "已停用"),
    "system": Bilingual("System", "系统"),
}

ACT_LABELS: dict[str, Bilingual] = {
    "view": Bilingual("see participants", "查看参与者"),
    "screen": Bilingual("screen a participant", "筛选参与者"),
    "answer": Bilingual("fill in a form", "填写表格"),
    "enroll": Bilingual("enroll a participant", "入组参与者"),
    "record_fact": Bilingual("record what already happened", "补录已发生的事实"),
    "fail_screening": Bilingual("record a screen failure", "记录筛选失败"),
    "sign": Bilingual("sign a visit", "签名访视"),
    "acknowledge": Bilingual("judge a deviation", "判定方案偏离"),
    "view_results": Bilingual("open the results", "查看评价结果"),
    "view_audit": Bilingual("read the record of entries", "查看稽查轨迹"),
    "export": Bilingual("export a copy", "导出副本"),
    "redact": Bilingual("redact a text", "遮蔽文本"),
    "import": Bilingual("import a folder of data", "导入数据"),
}

ALLOWED: dict[str, frozenset[str]] = {
    "coordinator": frozenset(
        {"view", "screen", "answer", "enroll", "record_fact", "fail_screening", "view_audit",
         "export", "import"}
    ),
    "investigator": frozenset(
        {"view", "screen", "answer", "enroll", "record_fact", "fail_screening", "sign",
         "acknowledge", "view_results", "view_audit", "export", "redact", "import"}
    ),
    "monitor": frozenset({"view", "view_audit", "export"}),
    "statistician": frozenset({"view", "view_results", "view_audit", "export"}),
    "inspector": frozenset({"view", "view_results", "view_audit", "export"}),
    "administrator": frozenset({"view_audit"}),
    "inactive": frozenset(),
    "system": frozenset({"import"}),
}  # fmt: skip


class UnableToAct(Refusal):
    """The person's role does not allow the act."""


def is_allowed(person: Person, act: Act) -> bool:
    """True if the person's present role allows the act."""
    return act in ALLOWED.get(person.role, frozenset())


def require_allowed(person: Person, act: Act) -> None:
    """Raises UnableToAct, naming the roles that may, unless the person's role allows the act."""
    if is_allowed(person, act):
        return
    may = [ROLE_LABELS[role] for role, acts in ALLOWED.items() if act in acts and role != "system"]
    own, doing = ROLE_LABELS.get(person.role), ACT_LABELS[act]
    own = own or Bilingual(person.role, person.role)
    raise UnableToAct(
        Bilingual(f"{own.en} may not {doing.en}", f"{own.zh}不能{doing.zh}"),
        Bilingual(
            "ask: " + ", ".join(label.en.lower() for label in may),
            "请找：" + "、".join(label.zh for label in may),
        ),
    )

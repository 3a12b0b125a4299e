"""The 承诺书 as it is printed for the main leader's signature."""

from __future__ import annotations

from rectify.groundwork.models import Pledge
from rectify.kernel.days import written
from rectify.rounds.enums import Level
from rectify.rounds.models import Round
from rectify.typeset import document as doc

PROMISES = (
    "一、切实担起第一责任。认真履行巡察整改第一责任人责任，带头领办重点难点问题，"
    "既挂帅又出征，对整改工作亲自研究、亲自推动、亲自督查。",
    "二、确保整改方案实事求是。整改方案对照反馈意见逐条制定，措施具体、责任到人、"
    "时限明确，不回避矛盾，不避重就轻，不以一般性工作部署代替整改措施。",
    "三、确保整改结果真实可靠。整改进展情况报告和主要负责人组织落实情况报告所列数据、"
    "事例和佐证材料真实准确，整改一个、销号一个，不虚报、不瞒报，不搞数字整改、纸面整改。",
    "四、确保整改成效经得起检验。坚持当下改与长久立相结合，举一反三、建章立制，"
    "防止问题反弹回潮，自觉接受监督检查和“回头看”。",
)
"""What the leader promises; the paragraphs are words of the office, not of one unit."""


def pledge_document(round_: Round, pledge: Pledge) -> doc.Document:
    """The pledge of a round, with room for signature and day."""
    texts = (_opening(round_, pledge), *PROMISES, "以上承诺，如有违反，愿承担相应责任。")
    signing = doc.Entries(rows=(("承诺人（签字）：", ""), ("日期：", "　　　年　　月　　日")))
    return doc.Document(
        title=f"{_word(round_)}整改承诺书",
        blocks=(*map(doc.Paragraph, texts), doc.Paragraph(""), signing),
        metadata=doc.Metadata(author=round_.unit.name, subject="整改承诺书"),
    )


def _opening(round_: Round, pledge: Pledge) -> str:
    word = _word(round_)
    inspector = round_.inspector or f"{word}组"
    fed_back = written(round_.feedback_on) if round_.feedback_on else "日前"
    post = pledge.leader.post or "主要负责人"
    return (
        f"{fed_back}，{inspector}向{round_.unit.name}反馈了{word}意见。本人作为{post}，"
        "对反馈意见指出的问题诚恳接受、照单全收，现就抓好整改工作郑重承诺如下："
    )


def _word(round_: Round) -> str:
    """巡视 is what the central and provincial levels do, 巡察 everybody below."""
    return "巡视" if round_.level in {Level.CENTRAL, Level.PROVINCE} else "巡察"

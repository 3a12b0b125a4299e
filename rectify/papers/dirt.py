"""What stands in a file and is no part of the paper: advertisements, markers, leftovers, page numbers.

Everything taken out is kept as noise with its line and the reason, so that nothing goes silently.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rectify.kernel.text import fold
from rectify.papers.content import Content, Line, Table
from rectify.papers.markers import leading_marker


@dataclass(frozen=True, slots=True)
class Noise:
    """A piece of text taken out: where it stood, its words, why it was taken out."""

    line: int
    text: str
    reason: str


_PLACES = (
    r"公众号|微信|微店|QQ|企鹅群|客服|店铺|淘宝|网店|文库|星球|知识付费|会员|VIP|范文网"
    r"|材料网|公文网|秘书网|小程序"
)
_GOODS = r"范文|材料|文档|模板|资料|公文|文章|素材|课件|全文|原文|稿件|写作"
_ADVERTISEMENT = re.compile(
    rf"(?:关注|扫码|扫一扫|添加|加入|搜索|进入|开通|联系|咨询|长按"
    rf"|识别).{{0,16}}(?:{_PLACES}|二维码)"
    rf"|(?:更多|海量|精品|优质|下载|获取|购买|领取|免费|付费|代写|定制).{{0,12}}(?:{_GOODS})"
    rf"|(?:{_GOODS}).{{0,8}}(?:下载|来自|来源于|整理自|出自|由.{{1,20}}(?:提供|整理|上传|发布))"
    rf"|(?:{_PLACES}).{{0,6}}[:：].{{0,40}}$|仅供(?:参考|学习)|版权(?:归|所有)"
    rf"|侵权.{{0,6}}删除|(?:来源|转载).{{0,2}}[:：].{{0,20}}(?:网|号)$"
    r"|本(?:文|文档|资料|材料|页).{0,4}(?:由.{1,16}(?:下载|提供|整理|上传)|来自|转自|出自|源自)"
    r"|您?(?:现在|当前)?的?位置\s*[:：]|首页\s*[>》/]|(?:发布|发稿|更新)(?:时间"
    r"|日期)\s*[:：]|分享到|主办单位\s*[:：]|ICP备|公网安备|网站标识码|技术支持\s*[:：]"
    r"|\[(?:打印|关闭|大|中|小)\]"
    r"|(?:点击|滑动).{0,8}(?:查看|阅读|下载)|返回(?:顶部|首页|搜狐)|打印本页|关闭窗口"
    r"|[上下]一(?:篇|条|页|则)\s*[:：]|(?:扫一扫|扫码|扫描).{0,12}(?:手机|打开|浏览|查看|分享)"
)
_CHROME = re.compile(
    r"责任编辑|[上下]一[篇条]|浏览(?:次数|量)|字号|字体|点击(?:数|量|次数)|阅读(?:量|次数)"
)
"""Words of a web page's frame; in a sentence they tell of the unit's own web page."""
_TELLS = re.compile(r"[。；，、]|.[:：].*[\u4e00-\u9fff]{5}")
_OWN_WORDS = re.compile(r"问题|党组(?!织)|党委|针对")
_PASSWORD = re.compile(r"密\s*码\s*(?:[:：]|是|为)\s*[\w@#.\-]+\s*$")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#:~+\-]+|(?<![\w@.-])[A-Za-z0-9-]{2,63}\.(?:com|cn|net)(?:\.cn)?(?![\w@])"
)
_SHOP_MARK = re.compile(r"#{2,}\s?\w{0,30}\s?#{2,}|\[/?(?:paid|hide|vip)\w*\]|【此处为付费内容】")
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]{0,300}>")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffc]"
)
_PAGE = re.compile(
    r"^\s*(?:[-—–―·]+\s*\d{1,4}\s*[-—–―·]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|\d{1,3}|Page\s*\d+(?:\s*of\s*\d+)?)\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s\-=_*~—–―─━·.…#<>/\\|+]+$")
_CODE = re.compile(
    r"^[^\u4e00-\u9fff]*[{};=][^\u4e00-\u9fff]*$|^\s*(?:@media|font-|function\b|var\s)"
)
_TONE = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ"
_SYLLABLE = (
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:[aeo]|ai|ei|ao|ou|an|en|ang|eng|ong|er"
    r"|i[aeu]?|i(?:an|ao|ang|ong|n|ng)|u[aeio]?|u(?:ai|an|ang|n)|ü|üe|v|ve))"
)
_PINYIN = re.compile(
    rf"[(（\[][ ]*(?=[a-zü{_TONE}' ’]+[)）\]])(?:[^)）\]]*[{_TONE}][^)）\]]*"
    rf"|{_SYLLABLE}(?:['’ ]?{_SYLLABLE})+)[ ]*[)）\]]"
)
_BRACKETED = re.compile(r"[(（【\[][^()（）【】\[\]]{4,60}[)）】\]]")


_REPEATED = re.compile(r"(.{1,16}?)\1{40,}", re.DOTALL)
_MARKS_REPEATED = re.compile(r"([^\w]{1,4}?)\1{40,}")
"""In a cell only marks and blanks: words too many are refused there, and not made fewer."""
_KEPT_TIMES = 40


def without_repetition(content: Content) -> tuple[Content, list[Noise]]:
    """A document without what is printed over and over on one line (blanks, dots, one mark), noted.

    No office writes the same marks more than forty times running on purpose; a key held down does.
    """
    noise: list[Noise] = []
    blocks: list[Line | Table] = []
    for block in content.blocks:
        if isinstance(block, Line):
            blocks.append(replace(block, text=_once(_REPEATED, block.text, block.number, noise)))
        elif any(len(cell.text) > _KEPT_TIMES for row in block.rows for cell in row):
            rows = tuple(
                tuple(
                    replace(cell, text=_once(_MARKS_REPEATED, cell.text, 0, noise)) for cell in row
                )
                for row in block.rows
            )
            blocks.append(replace(block, rows=rows))
        else:
            blocks.append(block)
    return Content(tuple(blocks)), noise


def _once(repeated: re.Pattern[str], text: str, number: int, noise: list[Noise]) -> str:
    """A text with what is repeated in it cut short."""
    if len(text) <= _KEPT_TIMES or not repeated.search(text):
        return text
    noise.extend(
        Noise(number, f"{m[1]}×{len(m.group()) // len(m[1])}", "重复")
        for m in repeated.finditer(text)
        if m[1].strip()
    )
    return repeated.sub(lambda m: m[1] * _KEPT_TIMES, text)


def clean(lines: Iterable[Line]) -> tuple[list[Line], list[Noise]]:
    """The lines of the paper without dirt and without empty lines, and what was taken out.

    A line stays under its own number; a line break left over from HTML makes two lines of one number.
    """
    noise: list[Noise] = []
    kept: list[Line] = []
    for line in lines:
        for piece in _pieces(line, noise):
            if piece.text.strip() and not _is_dirt(piece, noise):
                kept.append(replace(piece, text=piece.text.strip()))
    return _without_running_heads(kept, noise), noise


def _pieces(line: Line, noise: list[Noise]) -> list[Line]:
    """A line without what stands inside it, split where HTML broke it."""
    text = _INVISIBLE.sub("", line.text)
    if "<" in text or "&" in text:
        text = re.sub(r"<(?:br|/p|/div|/li|/tr|/h\d)\s*/?>", "\n", text, flags=re.IGNORECASE)
        text = _take_out(_TAG, text, line.number, "网页残留", noise)
        if _ENTITY.search(text):
            noise.extend(Noise(line.number, m.group(), "网页残留") for m in _ENTITY.finditer(text))
            text = html.unescape(text)
    if "#" in text or "[" in text or "【" in text:
        text = _take_out(_SHOP_MARK, text, line.number, "文档商标记", noise)
    text = _take_out(_PINYIN, text, line.number, "注音", noise)
    text = _take_out(_ADDRESS, text, line.number, "网址", noise) if _ADDRESS.search(text) else text
    for match in _BRACKETED.finditer(text):
        if _ADVERTISEMENT.search(match.group()):
            noise.append(Noise(line.number, match.group(), "广告"))
            text = text.replace(match.group(), "")
    return [replace(line, text=part) for part in text.split("\n")]


def _take_out(
    pattern: re.Pattern[str], text: str, number: int, reason: str, noise: list[Noise]
) -> str:
    """`text` without the matches of a pattern, each noted."""
    noise.extend(Noise(number, match.group(), reason) for match in pattern.finditer(text))
    return pattern.sub("", text)


def _is_dirt(line: Line, noise: list[Noise]) -> bool:
    """Whether a whole line is dirt; then it is noted."""
    text = fold(line.text)
    reason = ""
    if _PAGE.match(text) and line.auto_number is None:
        reason = "页码"
    elif _RULE.match(text) or _CODE.match(text):
        reason = "无文字内容"
    elif len(text) <= 60 and _PASSWORD.search(text):
        reason = "文档密码"
    elif len(text) <= 60 and _CHROME.search(text) and not _TELLS.search(line.text):
        reason = "网页残留"
    elif len(text) <= 80 and _ADVERTISEMENT.search(text) and not _OWN_WORDS.search(text):
        reason = "广告"
    if reason:
        noise.append(Noise(line.number, line.text.strip(), reason))
    return bool(reason)


def _without_running_heads(lines: list[Line], noise: list[Noise]) -> list[Line]:
    """Lines without those printed twice running and without short ones printed on every page."""
    times = Counter(line.text for line in lines if 10 <= len(line.text) <= 40)
    kept: list[Line] = []
    for line in lines:
        printed_twice = bool(kept) and len(line.text) >= 6 and _same_line(line, kept[-1])
        if printed_twice and line.auto_number == kept[-1].auto_number:
            noise.append(Noise(line.number, line.text, "重复"))
        else:
            kept.append(line)
    heads = {text for text, count in times.items() if count >= 4 and _is_running_head(text)}
    for line in kept:
        if line.text in heads:
            noise.append(Noise(line.number, line.text, "页眉"))
    return [line for line in kept if line.text not in heads]


def _same_line(line: Line, before: Line) -> bool:
    """Whether a line repeats the one before it, with or without its number."""
    if line.text == before.text:
        return True
    marker = leading_marker(fold(before.text), before.text)
    return marker is not None and before.text[marker.end :].strip() == line.text


def _is_running_head(text: str) -> bool:
    """Whether a line that comes again and again is a page's head, not a label or a told status."""
    return (
        re.search(r"[:：。；]", text) is None
        and re.search(r"报告|通报|方案|台账|局|委|巡察", text) is not None
    )

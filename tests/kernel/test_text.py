"""Text compared: folding, the search key, likeness."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rectify.kernel.text import containment, fold, search_key, similarity


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_widths_brackets_and_corner_quotes_fold_to_one_form() -> None:
    assert fold("（１）《甲》「乙」５０％；　丙") == "(1)《甲》“乙”50%; 丙"


def test_straight_quotation_marks_open_and_close_by_turns() -> None:
    assert fold('关于"甲"和"乙"的') == "关于“甲”和“乙”的"


def test_a_half_width_stop_ends_a_chinese_sentence_but_not_a_number() -> None:
    assert fold("已完成.二是推进") == "已完成。二是推进"
    assert fold("收回12.5万元") == "收回12.5万元"
    assert fold("一.加强领导") == "一.加强领导"


def test_circled_figures_stay() -> None:
    assert fold("①②") == "①②"


@given(st.text())
def test_the_search_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_the_search_key_forgets_punctuation_and_width() -> None:
    assert search_key("“三重一大” 制度（ＡＢ）") == search_key("三重一大制度ab")


@given(st.text(min_size=1), st.text(min_size=1))
def test_likeness_is_mutual_and_within_bounds(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0.0 <= similarity(one, other) <= 1.0


def test_the_same_words_with_other_marks_are_alike() -> None:
    assert similarity("党费收缴不及时。", "党费收缴的不及时") == 1.0


def test_a_changed_object_is_less_alike_than_a_changed_ending() -> None:
    base = "公务接待审批手续不完善"
    assert similarity(base, "公务接待审批手续不够完善") > 0.8
    assert similarity(base, "工程招标审批程序不规范") < 0.5


def test_nothing_is_like_nothing() -> None:
    assert similarity("", "") == 0.0
    assert containment("", "甲") == 0.0


def test_a_shorter_title_is_contained_in_a_longer_one() -> None:
    assert containment("公务接待审批不严", "公务接待审批不严、一函多餐") == 1.0

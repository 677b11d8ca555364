"""领导参阅: the period on one page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from metrics.reports.model import Block, FigureBlock, KeyFigures, Paragraph, PhotoRow, StoredFigure
from metrics.reports.write import sentences
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.pieces import fact_card, known_ids, paragraphs, score_cards, section_blocks, titled

#: One page holds one row of facts.
_MOST_CARDS = 4
_MOST_PHOTOS = 2
#: How much wider the map is where no photos stand below it; its least height in px, and its height where the
#: page has few lines. Each line beyond those takes its own height away from it.
_WIDER, _LEAST, _HEIGHT, _LINE = 1.4, 240, 409, 34
#: Lines beside which the map has its whole height, signs of a line, signs of the line below a card's figure.
_FEW_LINES, _SIGNS, _CARD_SIGNS = 11, 45, 13


@register("leaders", "领导参阅", texts="leaders", needs=("before", "ground", "photos"))
def leaders(material: Material, options: BriefOptions) -> Outcome:
    """Scores and headline facts large, what moved them, three decisions, the map, two photos."""
    texts = sentences.load("leaders", material.framework.texts)
    known_ids(texts, options)
    county = str(material.book("county").entities.index[0])
    cards = [
        card for fact in material.framework.facts if fact.headline and (card := fact_card(material, fact.id))
    ]
    rows = (score_cards(material, "county", county), cards[:_MOST_CARDS])
    blocks: list[Block] = [KeyFigures(tuple(row)) for row in rows if row]
    told = []
    for section in texts.sections:
        if options.has("sections", section.id):
            filled = paragraphs(material, options, section)
            told += filled
            blocks += section_blocks(material, options, section, filled)
    if options.photos and options.has("sections", "photos"):
        blocks.append(PhotoRow(options.photos[:_MOST_PHOTOS], fills=True))
    else:
        height = max(_LEAST, _HEIGHT - _LINE * max(0, _lines(material, blocks) - _FEW_LINES))
        blocks = [_larger(block, height) for block in blocks]
    return Outcome(
        options.title or titled(sentences.line(texts.title, material), material), tuple(blocks), tuple(told)
    )


def _lines(material: Material, blocks: Sequence[Block]) -> int:
    """About how many lines stand above and below the map: text, warning, cards that take two."""
    texts = [block.plain for block in blocks if isinstance(block, Paragraph)]
    if material.complete.warning:
        texts.append(material.complete.warning)
    cards = [block.items for block in blocks if isinstance(block, KeyFigures)]
    broken = sum(any(len(card.change) > _CARD_SIGNS for card in row) for row in cards)
    return broken + sum(ceil((len(text) + 2) / _SIGNS) for text in texts)


def _larger(block: Block, height: int) -> Block:
    if not isinstance(block, FigureBlock):
        return block
    drawn = json.loads(block.figure.to_json())
    drawn["layout"]["height"] = height
    figure = StoredFigure(json.dumps(drawn, ensure_ascii=False))
    return replace(block, figure=figure, width_mm=block.width_mm * _WIDER)

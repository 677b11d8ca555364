"""领导参阅: the period on one page."""

import json
from dataclasses import replace

from metrics.reports.model import Block, FigureBlock, KeyFigures, PhotoRow, StoredFigure
from metrics.reports.write import sentences
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.pieces import dated, fact_card, known_ids, paragraphs, score_cards, section_blocks

#: One page holds one row of facts.
_MOST_CARDS = 4
_MOST_PHOTOS = 2
#: How much larger the map is where no photos stand below it, and its height in px where they do.
_LARGER, _HEIGHT = 1.4, 292


@register("leaders", "领导参阅", texts="leaders", needs=("before", "ground", "photos"))
def leaders(material: Material, options: BriefOptions) -> Outcome:
    """Scores and headline facts large, what moved them, three decisions, the map, two photos."""
    texts = sentences.load("leaders", material.framework.texts)
    known_ids(texts, options)
    county = str(material.book("county").entities.index[0])
    cards = [
        card for fact in material.framework.facts if fact.headline and (card := fact_card(material, fact.id))
    ]
    blocks: list[Block] = [KeyFigures(tuple(score_cards(material, "county", county)))]
    blocks.append(KeyFigures(tuple(cards[:_MOST_CARDS])))
    told = []
    for section in texts.sections:
        if options.has("sections", section.id):
            filled = paragraphs(material, options, section)
            told += filled
            blocks += section_blocks(material, options, section, filled)
    if options.photos and options.has("sections", "photos"):
        blocks.append(PhotoRow(options.photos[:_MOST_PHOTOS], fills=True))
    else:
        blocks = [_larger(block) for block in blocks]
    return Outcome(
        options.title or dated(sentences.line(texts.title, material), material), tuple(blocks), tuple(told)
    )


def _larger(block: Block) -> Block:
    if not isinstance(block, FigureBlock):
        return block
    drawn = json.loads(block.figure.to_json())
    drawn["layout"]["height"] = round(_HEIGHT * _LARGER)
    figure = StoredFigure(json.dumps(drawn, ensure_ascii=False))
    return replace(block, figure=figure, width_mm=block.width_mm * _LARGER)

"""Where figures and tables of a 专报 stand: behind the paragraph that mentions them, or in an 附件."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from metrics.reports.model import Annex, Block, FigureBlock, Heading, Mention, Paragraph, Run, TableBlock
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.pieces import charts_of, tables_of
from metrics.reports.write.sentences import Filled, Section

#: A table of more rows stands in an annex.
MOST_ROWS = 8


@dataclass(eq=False)
class PaperLayout:
    """A paper being laid out: its figures and annexes counted through."""

    material: Material
    options: BriefOptions
    blocks: list[Block] = field(default_factory=list)
    annexes: list[Block] = field(default_factory=list)
    figures: int = 0

    def add(self, section: Section, filled: Iterable[Filled]) -> None:
        """A section: heading, paragraphs with what they mention, short tables."""
        told = [one for one in filled if one.parts]
        charts = list(charts_of(self.material, self.options, section))
        tables = list(tables_of(self.material, self.options, section))
        if not told and not charts and not tables:
            return
        if section.heading:
            self.blocks.append(Heading(1, section.heading))
        figures = [(spec.get("after", ""), block) for spec, block in charts]
        known = {one.id for one in told}
        last = told[-1].id if told else ""
        # Without a word where: behind the first paragraph with figures; the text behind fills the page.
        usual = next((one.id for one in told if one.numbers), last)
        for one in told:
            mine = [block for after, block in figures if (after if after in known else usual) == one.id]
            self._paragraph(one, mine, [block for _spec, block in tables] if one.id == last else [])
        if not told:
            self.blocks += [block for _spec, block in (*charts, *tables)]

    def annex(self, table: TableBlock) -> None:
        """A table behind the paper that no paragraph mentions."""
        self._annexed(table)

    def finished(self) -> tuple[Block, ...]:
        """All blocks, the list of annexes behind the text, the annexes themselves last."""
        titles = [block.title for block in self.annexes if isinstance(block, Annex)]
        if not titles:
            return tuple(self.blocks)
        lines = [f"{at}. {title}" for at, title in enumerate(titles, 1)] if len(titles) > 1 else titles
        listed = [
            Paragraph((Run(f"附件：{lines[0]}"),)),
            *(Paragraph((Run(f"　　　{one}"),)) for one in lines[1:]),
        ]
        return (*self.blocks, *listed, *self.annexes)

    def _paragraph(self, filled: Filled, figures: list[Block], tables: list[Block]) -> None:
        mentions: list[Mention] = []
        behind: list[Block] = []
        for block in figures:
            if isinstance(block, FigureBlock):
                self.figures += 1
                mentions.append(Mention("图", self.figures))
            behind.append(block)
        for block in tables:
            if isinstance(block, TableBlock) and len(block.frame) > MOST_ROWS:
                mentions.append(self._annexed(block))
            else:
                behind.append(block)
        self.blocks += [mentioning(filled.block, mentions), *behind]

    def _annexed(self, table: TableBlock) -> Mention:
        number = 1 + sum(isinstance(block, Annex) for block in self.annexes)
        self.annexes += [Annex(number, table.title), replace(table, title="")]
        return Mention("附件", number)


def mentioning(paragraph: Paragraph, mentions: list[Mention]) -> Paragraph:
    """A paragraph that says `（见图1、附件1）` in front of its last full stop."""
    if not mentions:
        return paragraph
    *parts, last = paragraph.text
    between = [part for one in mentions for part in (Run("、"), one)][1:]
    end = "。" if isinstance(last, Run) and last.text.endswith("。") else ""
    if isinstance(last, Run):
        last = replace(last, text=last.text.removesuffix("。"))
    kept = [part for part in (*parts, last) if part.text]
    return Paragraph((*kept, Run("（见"), *between, Run(f"）{end}")))

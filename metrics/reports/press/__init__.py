"""Long papers, printed in a process of their own: a queue that is fair among people."""

from metrics.reports.press.ordering import order_paper, undone_orders
from metrics.reports.press.queue import DONE, ENDED, PaperQueue, PrintFailure, QueuedPaper

__all__ = ["DONE", "ENDED", "PaperQueue", "PrintFailure", "QueuedPaper", "order_paper", "undone_orders"]

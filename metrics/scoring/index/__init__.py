"""The general engine of composite indices: numbers only, no ledger."""

from metrics.scoring.index import engine
from metrics.scoring.index.aggregate import ranks as places_of
from metrics.scoring.index.engine import prepared, score
from metrics.scoring.index.files import by_key, read_table, read_weights, result_table
from metrics.scoring.index.impute import IMPUTATIONS
from metrics.scoring.index.many import normalised_draws, ranks_of_draws, roots_of_draws
from metrics.scoring.index.methods import METHODS
from metrics.scoring.index.prepare import columns_of
from metrics.scoring.index.recipe import load_tree
from metrics.scoring.index.robustness import (
    LeaveOut,
    Simulation,
    Sobol,
    ahead,
    leave_one_out,
    rank_bands,
    simulate,
    sobol_shares,
    top_share,
    weight_sets,
)
from metrics.scoring.index.treat import TREATMENTS
from metrics.scoring.index.tree import (
    AGGREGATES,
    DataProblem,
    FrameworkProblem,
    Imputation,
    Leaf,
    Node,
    Treatment,
    Tree,
    place,
    shown,
    with_weights,
)
from metrics.scoring.index.weights import CR_LIMIT, Ahp, ahp_judgements, critic, entropy, judgement_matrix

__all__ = [
    "AGGREGATES",
    "CR_LIMIT",
    "IMPUTATIONS",
    "METHODS",
    "TREATMENTS",
    "Ahp",
    "DataProblem",
    "FrameworkProblem",
    "Imputation",
    "Leaf",
    "LeaveOut",
    "Node",
    "Simulation",
    "Sobol",
    "Treatment",
    "Tree",
    "ahead",
    "ahp_judgements",
    "by_key",
    "columns_of",
    "critic",
    "engine",
    "entropy",
    "judgement_matrix",
    "leave_one_out",
    "load_tree",
    "normalised_draws",
    "place",
    "places_of",
    "prepared",
    "rank_bands",
    "ranks_of_draws",
    "read_table",
    "read_weights",
    "result_table",
    "roots_of_draws",
    "score",
    "shown",
    "simulate",
    "sobol_shares",
    "top_share",
    "weight_sets",
    "with_weights",
]

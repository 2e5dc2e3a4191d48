"""Tables of an article: one model for every table, written as Word, LaTeX, HTML, Markdown, CSV and Excel."""

from fsqca.report.article import of_chart, of_sets, of_solution, of_survey, of_truth_table
from fsqca.report.article.cells import Cell, Row, Sign
from fsqca.report.article.documents import write_tables
from fsqca.report.article.frames import from_frame
from fsqca.report.article.results import article_table, register_table
from fsqca.report.article.table import ArticleTable

__all__ = [
    "ArticleTable",
    "Cell",
    "Row",
    "Sign",
    "article_table",
    "from_frame",
    "of_chart",
    "of_sets",
    "of_solution",
    "of_survey",
    "of_truth_table",
    "register_table",
    "write_tables",
]

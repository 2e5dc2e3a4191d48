"""Reports: configuration charts, tables and sentences for an article, a page of HTML that stands alone."""

from fsqca.report.article import ArticleTable, article_table, from_frame, register_table, write_tables
from fsqca.report.charts import ConfigurationChart, configuration_charts
from fsqca.report.combined_charts import combine_charts
from fsqca.report.of_study import study_report, write_report
from fsqca.report.page import Page, Section, write_page
from fsqca.report.parts import Chart, Heading, Note, Picture, Table, Text
from fsqca.report.sentences import (
    compare_solutions,
    describe_necessity,
    describe_solution,
    describe_solutions,
    describe_sweep,
)
from fsqca.report.standards import Checklist, ChecklistItem, check_standards
from fsqca.report.tables import cases_by_term, compare_fits, sweep_cut_offs
from fsqca.report.writing import OutputExistsError, write_file, write_folder

__all__ = [
    "ArticleTable",
    "Chart",
    "Checklist",
    "ChecklistItem",
    "ConfigurationChart",
    "Heading",
    "Note",
    "OutputExistsError",
    "Page",
    "Picture",
    "Section",
    "Table",
    "Text",
    "article_table",
    "cases_by_term",
    "check_standards",
    "combine_charts",
    "compare_fits",
    "compare_solutions",
    "configuration_charts",
    "describe_necessity",
    "describe_solution",
    "describe_solutions",
    "describe_sweep",
    "from_frame",
    "register_table",
    "study_report",
    "sweep_cut_offs",
    "write_file",
    "write_folder",
    "write_page",
    "write_report",
    "write_tables",
]

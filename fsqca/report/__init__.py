"""Reports: configuration charts, tables for an article, and a page of HTML that stands alone."""

from fsqca.report.configuration_chart import ConfigurationChart, configuration_charts

__all__ = ["ConfigurationChart", "configuration_charts"]

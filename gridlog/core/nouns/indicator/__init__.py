"""The indicator (指标): a figure of an enterprise in a month, such as its taxable sales."""

"""The tables of labels and the repositories over them."""

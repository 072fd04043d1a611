"""From the wire to words and back: labels, figures, forms. No page, no network."""

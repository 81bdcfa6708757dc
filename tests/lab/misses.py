# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the model is further from the real kernel than lab_model.py allows."""

# (name of a file, kpps, limit by column, why). A limit is in the unit of lab_model.py's: a share of the kernel's figure, of what is
# offered, or of the core.
MISSES = (
)

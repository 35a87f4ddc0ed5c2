"""Every way in; each ends in the same {path: raw value}, which `values.assign` reads."""

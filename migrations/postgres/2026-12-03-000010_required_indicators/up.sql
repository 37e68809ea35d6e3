-- The indicators without which no report is signed, unless it says why there are no figures: a JSON array of codes. Until now there were none.
ALTER TABLE report_regimes ADD COLUMN required_indicators TEXT NOT NULL DEFAULT '[]';
ALTER TABLE report_periods ADD COLUMN required_indicators TEXT NOT NULL DEFAULT '[]';

ALTER TABLE report_periods DROP COLUMN required_indicators;
ALTER TABLE report_regimes DROP COLUMN required_indicators;

DROP TABLE committee_decisions;

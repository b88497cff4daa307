-- Deliveries that are done are forgotten after a time, by the ingest leader; their attempts go with them.
GRANT DELETE ON delivery_job TO pulse_ingest;

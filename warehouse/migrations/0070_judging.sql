-- The rows of the submissions that are judged now, copied once: every rule then reads a day's rows and no history.
create schema judging authorization transformer;
comment on schema judging is '审核层：一次审核期间，正在审核的报送的行（清洗后的与原样的），审核结束即清空';

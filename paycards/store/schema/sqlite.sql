-- table accepted_files
CREATE TABLE accepted_files ( file_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, accepted_at VARCHAR(27)
    NOT NULL, own_day DATE NOT NULL, settles_on DATE, till_pence BIGINT NOT NULL, CONSTRAINT pk_accepted_files
    PRIMARY KEY (file_id), CONSTRAINT fk_accepted_files_file_id FOREIGN KEY(file_id) REFERENCES files (id),
    CONSTRAINT fk_accepted_files_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ) WITHOUT
    ROWID

-- index accepted_files.ix_accepted_files_contract_id
CREATE INDEX ix_accepted_files_contract_id ON accepted_files (contract_id)

-- trigger accepted_files.accepted_files_keep_key
CREATE TRIGGER accepted_files_keep_key BEFORE INSERT ON accepted_files FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    accepted_files k WHERE k.file_id = NEW.file_id) BEGIN SELECT RAISE(ABORT, 'a key of accepted_files is
    unique, and a row has this one already'); END

-- trigger accepted_files.accepted_files_no_delete
CREATE TRIGGER accepted_files_no_delete BEFORE DELETE ON accepted_files FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'accepted_files are never deleted'); END

-- trigger accepted_files.accepted_files_no_update
CREATE TRIGGER accepted_files_no_update BEFORE UPDATE ON accepted_files FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'accepted_files are never updated'); END

-- table account_payments
CREATE TABLE account_payments ( account_id INTEGER NOT NULL, file_id INTEGER NOT NULL, row_no INTEGER NOT
    NULL, CONSTRAINT pk_account_payments PRIMARY KEY (account_id, file_id, row_no) ) WITHOUT ROWID

-- trigger account_payments.account_payments_keep_key
CREATE TRIGGER account_payments_keep_key BEFORE INSERT ON account_payments FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM account_payments k WHERE k.account_id = NEW.account_id AND k.file_id = NEW.file_id AND k.row_no =
    NEW.row_no) BEGIN SELECT RAISE(ABORT, 'a key of account_payments is unique, and a row has this one
    already'); END

-- trigger account_payments.account_payments_no_delete
CREATE TRIGGER account_payments_no_delete BEFORE DELETE ON account_payments FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'account_payments are never deleted'); END

-- trigger account_payments.account_payments_no_update
CREATE TRIGGER account_payments_no_update BEFORE UPDATE ON account_payments FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'account_payments are never updated'); END

-- table account_references
CREATE TABLE account_references ( council_id INTEGER NOT NULL, form VARCHAR NOT NULL, reference VARCHAR NOT
    NULL, accounts INTEGER NOT NULL, account_id INTEGER, CONSTRAINT pk_account_references PRIMARY KEY
    (council_id, form, reference), CONSTRAINT ck_account_references_form CHECK (form IN ('exact',
    'normalised')), CONSTRAINT ck_account_references_one_account CHECK ((accounts = 1) = (account_id IS NOT
    NULL)), CONSTRAINT fk_account_references_account_id FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT fk_account_references_council_id FOREIGN KEY(council_id) REFERENCES councils (id) ) WITHOUT
    ROWID

-- table accounts
CREATE TABLE accounts ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, fund VARCHAR NOT NULL, reference
    VARCHAR NOT NULL, match_reference VARCHAR NOT NULL, normalised_reference VARCHAR NOT NULL, status VARCHAR
    NOT NULL, balance_pence BIGINT NOT NULL, customer_ref VARCHAR NOT NULL, title VARCHAR NOT NULL, forenames
    VARCHAR NOT NULL, surname VARCHAR NOT NULL, address_1 VARCHAR NOT NULL, address_2 VARCHAR NOT NULL,
    address_3 VARCHAR NOT NULL, town VARCHAR NOT NULL, postcode VARCHAR NOT NULL, email VARCHAR NOT NULL,
    phone VARCHAR NOT NULL, opened_on DATE, closed_on DATE, found_by VARCHAR DEFAULT '' NOT NULL, CONSTRAINT
    pk_accounts PRIMARY KEY (id), CONSTRAINT ck_accounts_status CHECK (status IN ('open', 'former',
    'closed')), CONSTRAINT fk_accounts_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_accounts_id FOREIGN KEY(id) REFERENCES ledger_accounts (id) )

-- index accounts.ix_accounts_customer_ref
CREATE INDEX ix_accounts_customer_ref ON accounts (council_id, customer_ref) WHERE customer_ref <> ''

-- index accounts.ix_accounts_found_by
CREATE INDEX ix_accounts_found_by ON accounts (council_id, found_by, id)

-- index accounts.ix_accounts_match_reference
CREATE INDEX ix_accounts_match_reference ON accounts (council_id, match_reference)

-- index accounts.ix_accounts_normalised_reference
CREATE INDEX ix_accounts_normalised_reference ON accounts (council_id, normalised_reference)

-- index accounts.ix_accounts_postcode
CREATE INDEX ix_accounts_postcode ON accounts (replace(upper(postcode), ' ', ''))

-- index accounts.uq_accounts_reference
CREATE UNIQUE INDEX uq_accounts_reference ON accounts (council_id, fund, match_reference)

-- index accounts.uq_accounts_seen_by_cards
CREATE UNIQUE INDEX uq_accounts_seen_by_cards ON accounts (id, match_reference, status)

-- trigger accounts.accounts_keep_key
CREATE TRIGGER accounts_keep_key BEFORE INSERT ON accounts FOR EACH ROW WHEN EXISTS (SELECT 1 FROM accounts k
    WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM accounts k WHERE k.council_id = NEW.council_id AND k.fund =
    NEW.fund AND k.match_reference = NEW.match_reference) BEGIN SELECT RAISE(ABORT, 'a key of accounts is
    unique, and a row has this one already'); END

-- trigger accounts.accounts_keep_others
CREATE TRIGGER accounts_keep_others BEFORE UPDATE OF id, council_id, fund, match_reference, rowid, oid,
    _rowid_ ON accounts FOR EACH ROW WHEN EXISTS (SELECT 1 FROM accounts k WHERE k.id = NEW.id AND NOT (k.id =
    OLD.id)) OR EXISTS (SELECT 1 FROM accounts k WHERE k.council_id = NEW.council_id AND k.fund = NEW.fund AND
    k.match_reference = NEW.match_reference AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a key of
    accounts is unique, and a row has this one already'); END

-- trigger accounts.accounts_no_delete
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'accounts are never deleted'); END

-- trigger accounts.accounts_positive
CREATE TRIGGER accounts_positive AFTER INSERT ON accounts FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of accounts begin at 1'); END

-- table audit_trail
CREATE TABLE audit_trail ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, at VARCHAR(27) NOT NULL,
    actor VARCHAR NOT NULL, action VARCHAR NOT NULL, subject VARCHAR NOT NULL, "before" TEXT NOT NULL, "after"
    TEXT NOT NULL, previous_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL, CONSTRAINT pk_audit_trail
    PRIMARY KEY (council_id, number), CONSTRAINT fk_audit_trail_council_id FOREIGN KEY(council_id) REFERENCES
    councils (id) ) WITHOUT ROWID

-- trigger audit_trail.audit_trail_chain
CREATE TRIGGER audit_trail_chain BEFORE INSERT ON audit_trail FOR EACH ROW BEGIN SELECT CASE WHEN NEW.number
    <> coalesce( (SELECT number FROM audit_trail t WHERE t.council_id = NEW.council_id ORDER BY t.number DESC
    LIMIT 1) , 0) + 1 THEN RAISE(ABORT, 'the number of an entry of the trail is unique, and the one after the
    last') WHEN NEW.previous_hash <> coalesce( (SELECT hash FROM audit_trail t WHERE t.council_id =
    NEW.council_id ORDER BY t.number DESC LIMIT 1) ,
    '0000000000000000000000000000000000000000000000000000000000000000') THEN RAISE(ABORT, 'an entry of the
    trail names the hash of the last one') WHEN length(NEW.hash) <> 64 OR ltrim(NEW.hash, '0123456789abcdef')
    <> '' THEN RAISE(ABORT, 'the hash of an entry is 64 hexadecimal digits') WHEN NEW.at NOT GLOB
    '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'
    OR date(substr(NEW.at, 1, 10)) IS NOT substr(NEW.at, 1, 10) OR time(substr(NEW.at, 12, 8)) IS NOT
    substr(NEW.at, 12, 8) THEN RAISE(ABORT, 'an entry of the trail is written at an instant in UTC') WHEN
    NEW.at < (SELECT at FROM audit_trail t WHERE t.council_id = NEW.council_id ORDER BY t.number DESC LIMIT 1)
    THEN RAISE(ABORT, 'time never runs backwards in the trail') END; END

-- trigger audit_trail.audit_trail_no_delete
CREATE TRIGGER audit_trail_no_delete BEFORE DELETE ON audit_trail FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'audit_trail are never deleted'); END

-- trigger audit_trail.audit_trail_no_update
CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'audit_trail are never updated'); END

-- trigger audit_trail.audit_trail_says
CREATE TRIGGER audit_trail_says BEFORE INSERT ON audit_trail FOR EACH ROW WHEN CASE WHEN typeof(NEW.before) =
    'text' AND json_valid(NEW.before) AND typeof(NEW.after) = 'text' AND json_valid(NEW.after) THEN
    json_type(NEW.before) <> 'object' OR json_type(NEW.after) <> 'object' OR coalesce(json_type(NEW.before,
    '$.file_id'), 'null') NOT IN ('integer', 'null') OR coalesce(json_type(NEW.before, '$.row_no'), 'null')
    NOT IN ('integer', 'null') OR coalesce(json_type(NEW.after, '$.file_id'), 'null') NOT IN ('integer',
    'null') OR coalesce(json_type(NEW.after, '$.row_no'), 'null') NOT IN ('integer', 'null') ELSE 1 END BEGIN
    SELECT RAISE(ABORT, 'an entry of the trail says what was before and after as JSON objects that name rows
    by whole numbers'); END

-- table bank_balances
CREATE TABLE bank_balances ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, account VARCHAR NOT NULL,
    on_day DATE NOT NULL, pence BIGINT NOT NULL, entered_by VARCHAR NOT NULL, entered_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_bank_balances PRIMARY KEY (id), CONSTRAINT fk_bank_balances_council_id FOREIGN
    KEY(council_id) REFERENCES councils (id) )

-- index bank_balances.ix_bank_balances_day
CREATE INDEX ix_bank_balances_day ON bank_balances (council_id, account, on_day)

-- trigger bank_balances.bank_balances_keep_key
CREATE TRIGGER bank_balances_keep_key BEFORE INSERT ON bank_balances FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    bank_balances k WHERE k.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a key of bank_balances is unique, and a
    row has this one already'); END

-- trigger bank_balances.bank_balances_no_delete
CREATE TRIGGER bank_balances_no_delete BEFORE DELETE ON bank_balances FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'bank_balances are never deleted'); END

-- trigger bank_balances.bank_balances_no_update
CREATE TRIGGER bank_balances_no_update BEFORE UPDATE ON bank_balances FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'bank_balances are never updated'); END

-- trigger bank_balances.bank_balances_positive
CREATE TRIGGER bank_balances_positive AFTER INSERT ON bank_balances FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of bank_balances begin at 1'); END

-- table bank_entries
CREATE TABLE bank_entries ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, statement_id INTEGER NOT NULL,
    council_id INTEGER NOT NULL, account VARCHAR NOT NULL, status VARCHAR NOT NULL, booked_on DATE, value_on
    VARCHAR DEFAULT '' NOT NULL, amount_pence BIGINT NOT NULL, charges_pence BIGINT DEFAULT '0' NOT NULL,
    reversal INTEGER DEFAULT '0' NOT NULL, text VARCHAR DEFAULT '' NOT NULL, reference VARCHAR DEFAULT '' NOT
    NULL, contract_id INTEGER, whose VARCHAR NOT NULL, decided_by VARCHAR, CONSTRAINT pk_bank_entries PRIMARY
    KEY (file_id, row_no), CONSTRAINT ck_bank_entries_booked CHECK ((whose = 'not_booked') = (status <>
    'BOOK')), CONSTRAINT ck_bank_entries_contract CHECK ((whose = 'ours') = (contract_id IS NOT NULL)),
    CONSTRAINT ck_bank_entries_booked_on CHECK (status <> 'BOOK' OR booked_on IS NOT NULL), CONSTRAINT
    ck_bank_entries_status CHECK (status IN ('BOOK', 'PDNG', 'INFO', 'FUTR')), CONSTRAINT
    ck_bank_entries_whose CHECK (whose IN ('ours', 'other', 'unclear', 'not_booked')), CONSTRAINT
    fk_bank_entries_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id), CONSTRAINT
    fk_bank_entries_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_bank_entries_file_id FOREIGN KEY(file_id) REFERENCES files (id), CONSTRAINT
    fk_bank_entries_statement_id FOREIGN KEY(statement_id) REFERENCES bank_statements (id) ) WITHOUT ROWID

-- index bank_entries.ix_bank_entries_account
CREATE INDEX ix_bank_entries_account ON bank_entries (council_id, account, booked_on)

-- index bank_entries.ix_bank_entries_contract
CREATE INDEX ix_bank_entries_contract ON bank_entries (contract_id, booked_on) WHERE contract_id IS NOT NULL

-- index bank_entries.ix_bank_entries_statement
CREATE INDEX ix_bank_entries_statement ON bank_entries (statement_id)

-- trigger bank_entries.bank_entries_keep_key
CREATE TRIGGER bank_entries_keep_key BEFORE INSERT ON bank_entries FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    bank_entries k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no) BEGIN SELECT RAISE(ABORT, 'a key
    of bank_entries is unique, and a row has this one already'); END

-- trigger bank_entries.bank_entries_no_delete
CREATE TRIGGER bank_entries_no_delete BEFORE DELETE ON bank_entries FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'bank_entries are never deleted'); END

-- trigger bank_entries.bank_entries_update
CREATE TRIGGER bank_entries_update BEFORE UPDATE ON bank_entries FOR EACH ROW WHEN NEW.file_id IS DISTINCT
    FROM OLD.file_id OR NEW.row_no IS DISTINCT FROM OLD.row_no OR NEW.statement_id IS DISTINCT FROM
    OLD.statement_id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.account IS DISTINCT FROM
    OLD.account OR NEW.status IS DISTINCT FROM OLD.status OR NEW.booked_on IS DISTINCT FROM OLD.booked_on OR
    NEW.value_on IS DISTINCT FROM OLD.value_on OR NEW.amount_pence IS DISTINCT FROM OLD.amount_pence OR
    NEW.charges_pence IS DISTINCT FROM OLD.charges_pence OR NEW.reversal IS DISTINCT FROM OLD.reversal OR
    NEW.text IS DISTINCT FROM OLD.text OR NEW.reference IS DISTINCT FROM OLD.reference BEGIN SELECT
    RAISE(ABORT, 'what the bank said is never changed'); END

-- table bank_statements
CREATE TABLE bank_statements ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, account VARCHAR NOT NULL,
    file_id INTEGER NOT NULL, place INTEGER NOT NULL, number VARCHAR DEFAULT '' NOT NULL, begins_on DATE NOT
    NULL, ends_on DATE NOT NULL, opening_pence BIGINT, closing_pence BIGINT, digest VARCHAR(64) NOT NULL,
    proved INTEGER NOT NULL, state VARCHAR NOT NULL, CONSTRAINT pk_bank_statements PRIMARY KEY (id),
    CONSTRAINT ck_bank_statements_state CHECK (state IN ('taken', 'replaced')), CONSTRAINT
    ck_bank_statements_period CHECK (ends_on >= begins_on), CONSTRAINT ck_bank_statements_proved_by_balances
    CHECK (proved = 0 OR closing_pence IS NOT NULL), CONSTRAINT ck_bank_statements_proved CHECK (proved IN (0,
    1)), CONSTRAINT fk_bank_statements_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_bank_statements_file_id FOREIGN KEY(file_id) REFERENCES files (id) )

-- index bank_statements.ix_bank_statements_account
CREATE INDEX ix_bank_statements_account ON bank_statements (council_id, account, ends_on)

-- index bank_statements.uq_bank_statements_place
CREATE UNIQUE INDEX uq_bank_statements_place ON bank_statements (file_id, place)

-- trigger bank_statements.bank_statements_keep_key
CREATE TRIGGER bank_statements_keep_key BEFORE INSERT ON bank_statements FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM bank_statements k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM bank_statements k WHERE k.file_id =
    NEW.file_id AND k.place = NEW.place) BEGIN SELECT RAISE(ABORT, 'a key of bank_statements is unique, and a
    row has this one already'); END

-- trigger bank_statements.bank_statements_no_delete
CREATE TRIGGER bank_statements_no_delete BEFORE DELETE ON bank_statements FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'bank_statements are never deleted'); END

-- trigger bank_statements.bank_statements_positive
CREATE TRIGGER bank_statements_positive AFTER INSERT ON bank_statements FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of bank_statements begin at 1'); END

-- trigger bank_statements.bank_statements_update
CREATE TRIGGER bank_statements_update BEFORE UPDATE ON bank_statements FOR EACH ROW WHEN NEW.id IS DISTINCT
    FROM OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.account IS DISTINCT FROM OLD.account
    OR NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.place IS DISTINCT FROM OLD.place OR NEW.number IS
    DISTINCT FROM OLD.number OR NEW.begins_on IS DISTINCT FROM OLD.begins_on OR NEW.ends_on IS DISTINCT FROM
    OLD.ends_on OR NEW.opening_pence IS DISTINCT FROM OLD.opening_pence OR NEW.closing_pence IS DISTINCT FROM
    OLD.closing_pence OR NEW.digest IS DISTINCT FROM OLD.digest OR (OLD.state = 'replaced' AND NEW.state <>
    'replaced') OR NEW.rowid <> OLD.rowid BEGIN SELECT RAISE(ABORT, 'of a bank statement only its place in the
    chain changes'); END

-- table batch_controls
CREATE TABLE batch_controls ( batch_id INTEGER NOT NULL, postings INTEGER NOT NULL, total_pence BIGINT NOT
    NULL, CONSTRAINT pk_batch_controls PRIMARY KEY (batch_id) )

-- trigger batch_controls.batch_controls_check
CREATE TRIGGER batch_controls_check BEFORE INSERT ON batch_controls FOR EACH ROW BEGIN SELECT CASE WHEN NOT
    EXISTS (SELECT 1 FROM batches WHERE id = NEW.batch_id) THEN RAISE(ABORT, 'the batch does not exist') WHEN
    n <> NEW.postings OR total <> NEW.total_pence THEN RAISE(ABORT, 'the control totals of the batch are not
    those of its postings') WHEN CASE WHEN high_credit - low_credit < 10 * n AND high_credit - low_credit + 1
    = ( SELECT count(*) FROM ledger_accounts a WHERE a.id BETWEEN low_credit AND high_credit AND +a.council_id
    = (SELECT council_id FROM batches WHERE id = NEW.batch_id)) THEN 1 = 0 ELSE EXISTS (SELECT 1 FROM postings
    s WHERE s.batch_id = NEW.batch_id AND s.step = 0 AND s.file_id = (SELECT file_id FROM batches WHERE id =
    NEW.batch_id) AND NOT EXISTS ( SELECT 1 FROM ledger_accounts a WHERE a.id = s.credit_id AND a.council_id =
    (SELECT council_id FROM batches WHERE id = NEW.batch_id))) OR EXISTS (SELECT 1 FROM postings s WHERE
    s.batch_id = NEW.batch_id AND s.step > 0 AND NOT EXISTS ( SELECT 1 FROM ledger_accounts a WHERE a.id =
    s.credit_id AND a.council_id = (SELECT council_id FROM batches WHERE id = NEW.batch_id))) END OR CASE WHEN
    high_debit - low_debit < 10 * n AND high_debit - low_debit + 1 = ( SELECT count(*) FROM ledger_accounts a
    WHERE a.id BETWEEN low_debit AND high_debit AND +a.council_id = (SELECT council_id FROM batches WHERE id =
    NEW.batch_id)) THEN 1 = 0 ELSE EXISTS (SELECT 1 FROM postings s WHERE s.batch_id = NEW.batch_id AND s.step
    = 0 AND s.file_id = (SELECT file_id FROM batches WHERE id = NEW.batch_id) AND NOT EXISTS ( SELECT 1 FROM
    ledger_accounts a WHERE a.id = s.debit_id AND a.council_id = (SELECT council_id FROM batches WHERE id =
    NEW.batch_id))) OR EXISTS (SELECT 1 FROM postings s WHERE s.batch_id = NEW.batch_id AND s.step > 0 AND NOT
    EXISTS ( SELECT 1 FROM ledger_accounts a WHERE a.id = s.debit_id AND a.council_id = (SELECT council_id
    FROM batches WHERE id = NEW.batch_id))) END THEN RAISE(ABORT, 'a posting names a ledger account that is
    not of its council') END FROM ( SELECT sum(n) AS n, sum(total) AS total, min(low_credit) AS low_credit,
    max(high_credit) AS high_credit, min(low_debit) AS low_debit, max(high_debit) AS high_debit FROM ( SELECT
    count(*) AS n, coalesce(sum(s.amount_pence), 0) AS total, min(s.credit_id) AS low_credit, max(s.credit_id)
    AS high_credit, min(s.debit_id) AS low_debit, max(s.debit_id) AS high_debit FROM postings s WHERE
    s.batch_id = NEW.batch_id AND s.step = 0 AND s.file_id = (SELECT file_id FROM batches WHERE id =
    NEW.batch_id) UNION ALL SELECT count(*) AS n, coalesce(sum(s.amount_pence), 0) AS total, min(s.credit_id)
    AS low_credit, max(s.credit_id) AS high_credit, min(s.debit_id) AS low_debit, max(s.debit_id) AS
    high_debit FROM postings s WHERE s.batch_id = NEW.batch_id AND s.step > 0 ) AS arms ) AS counted; END

-- trigger batch_controls.batch_controls_keep_key
CREATE TRIGGER batch_controls_keep_key BEFORE INSERT ON batch_controls FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    batch_controls k WHERE k.batch_id = NEW.batch_id) BEGIN SELECT RAISE(ABORT, 'a key of batch_controls is
    unique, and a row has this one already'); END

-- trigger batch_controls.batch_controls_no_delete
CREATE TRIGGER batch_controls_no_delete BEFORE DELETE ON batch_controls FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'batch_controls are never deleted'); END

-- trigger batch_controls.batch_controls_no_update
CREATE TRIGGER batch_controls_no_update BEFORE UPDATE ON batch_controls FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'batch_controls are never updated'); END

-- trigger batch_controls.batch_controls_positive
CREATE TRIGGER batch_controls_positive AFTER INSERT ON batch_controls FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of batch_controls begin at 1'); END

-- table batches
CREATE TABLE batches ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, kind VARCHAR NOT NULL, file_id
    INTEGER, booked_on DATE NOT NULL, posted_at VARCHAR(27) NOT NULL, CONSTRAINT pk_batches PRIMARY KEY (id),
    CONSTRAINT ck_batches_kind CHECK (kind IN ('payments', 'reversals', 'retries', 'allocation', 'bank',
    'opening', 'matches', 'decision')), CONSTRAINT fk_batches_council_id FOREIGN KEY(council_id) REFERENCES
    councils (id), CONSTRAINT fk_batches_file_id FOREIGN KEY(file_id) REFERENCES files (id), CONSTRAINT
    fk_batches_id FOREIGN KEY(id) REFERENCES batch_controls (batch_id) DEFERRABLE INITIALLY DEFERRED )

-- index batches.ix_batches_file_id
CREATE INDEX ix_batches_file_id ON batches (file_id)

-- trigger batches.batches_insert
CREATE TRIGGER batches_insert BEFORE INSERT ON batches FOR EACH ROW WHEN NEW.booked_on <= (SELECT max(c.day)
    FROM closed_days c WHERE c.council_id = NEW.council_id AND c.reopened_at IS NULL) BEGIN SELECT
    RAISE(ABORT, 'a closed day takes no posting'); END

-- trigger batches.batches_keep_key
CREATE TRIGGER batches_keep_key BEFORE INSERT ON batches FOR EACH ROW WHEN EXISTS (SELECT 1 FROM batches k
    WHERE k.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a key of batches is unique, and a row has this one
    already'); END

-- trigger batches.batches_no_delete
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'batches are never deleted'); END

-- trigger batches.batches_no_update
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'batches are never updated'); END

-- trigger batches.batches_positive
CREATE TRIGGER batches_positive AFTER INSERT ON batches FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of batches begin at 1'); END

-- table card_batch_rows
CREATE TABLE card_batch_rows ( batch_id INTEGER NOT NULL, row_no INTEGER NOT NULL, council_id INTEGER NOT
    NULL, outcome VARCHAR NOT NULL, account_id INTEGER, request_no INTEGER, message TEXT NOT NULL, holder
    VARCHAR NOT NULL, language VARCHAR NOT NULL, large_print INTEGER NOT NULL, additional INTEGER NOT NULL,
    payments_a_year INTEGER, last_paid_on DATE, usual_amount_pence BIGINT, CONSTRAINT pk_card_batch_rows
    PRIMARY KEY (batch_id, row_no), CONSTRAINT ck_card_batch_rows_outcome CHECK (outcome IN ('waiting',
    'issued', 'ordered', 'has_card', 'unknown', 'ambiguous', 'closed_account', 'no_scheme', 'duplicate_row',
    'malformed', 'cannot_be_printed', 'proof_failed')), CONSTRAINT ck_card_batch_rows_has_request CHECK
    (outcome NOT IN ('issued', 'ordered', 'proof_failed') OR request_no IS NOT NULL), CONSTRAINT
    ck_card_batch_rows_request CHECK (request_no IS NULL OR outcome IN ('issued', 'ordered', 'proof_failed',
    'cannot_be_printed')), CONSTRAINT ck_card_batch_rows_has_account CHECK (account_id IS NOT NULL OR
    (request_no IS NULL AND outcome <> 'waiting')), CONSTRAINT fk_card_batch_rows_account_id FOREIGN
    KEY(account_id) REFERENCES accounts (id), CONSTRAINT fk_card_batch_rows_batch_id_council_id FOREIGN
    KEY(batch_id, council_id) REFERENCES card_batches (id, council_id), CONSTRAINT
    fk_card_batch_rows_council_id_request_no FOREIGN KEY(council_id, request_no) REFERENCES card_requests
    (council_id, number) ) WITHOUT ROWID

-- index card_batch_rows.ix_card_batch_rows_account_id
CREATE INDEX ix_card_batch_rows_account_id ON card_batch_rows (account_id)

-- index card_batch_rows.ix_card_batch_rows_waiting
CREATE INDEX ix_card_batch_rows_waiting ON card_batch_rows (batch_id, row_no) WHERE outcome = 'waiting'

-- index card_batch_rows.uq_card_batch_rows_request
CREATE UNIQUE INDEX uq_card_batch_rows_request ON card_batch_rows (council_id, request_no)

-- trigger card_batch_rows.card_batch_rows_keep_key
CREATE TRIGGER card_batch_rows_keep_key BEFORE INSERT ON card_batch_rows FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM card_batch_rows k WHERE k.batch_id = NEW.batch_id AND k.row_no = NEW.row_no) OR EXISTS (SELECT 1 FROM
    card_batch_rows k WHERE k.council_id = NEW.council_id AND k.request_no = NEW.request_no) BEGIN SELECT
    RAISE(ABORT, 'a key of card_batch_rows is unique, and a row has this one already'); END

-- trigger card_batch_rows.card_batch_rows_keep_others
CREATE TRIGGER card_batch_rows_keep_others BEFORE UPDATE OF batch_id, row_no, council_id, request_no ON
    card_batch_rows FOR EACH ROW WHEN EXISTS (SELECT 1 FROM card_batch_rows k WHERE k.batch_id = NEW.batch_id
    AND k.row_no = NEW.row_no AND NOT (k.batch_id = OLD.batch_id AND k.row_no = OLD.row_no)) OR EXISTS (SELECT
    1 FROM card_batch_rows k WHERE k.council_id = NEW.council_id AND k.request_no = NEW.request_no AND NOT
    (k.batch_id = OLD.batch_id AND k.row_no = OLD.row_no)) BEGIN SELECT RAISE(ABORT, 'a key of card_batch_rows
    is unique, and a row has this one already'); END

-- trigger card_batch_rows.card_batch_rows_no_delete
CREATE TRIGGER card_batch_rows_no_delete BEFORE DELETE ON card_batch_rows FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'card_batch_rows are never deleted'); END

-- trigger card_batch_rows.card_batch_rows_rule_1
CREATE TRIGGER card_batch_rows_rule_1 BEFORE UPDATE ON card_batch_rows FOR EACH ROW WHEN NEW.batch_id IS
    DISTINCT FROM OLD.batch_id OR NEW.row_no IS DISTINCT FROM OLD.row_no OR NEW.council_id IS DISTINCT FROM
    OLD.council_id OR NEW.holder IS DISTINCT FROM OLD.holder OR NEW.language IS DISTINCT FROM OLD.language OR
    NEW.large_print IS DISTINCT FROM OLD.large_print OR NEW.additional IS DISTINCT FROM OLD.additional OR
    NEW.payments_a_year IS DISTINCT FROM OLD.payments_a_year OR NEW.last_paid_on IS DISTINCT FROM
    OLD.last_paid_on OR NEW.usual_amount_pence IS DISTINCT FROM OLD.usual_amount_pence OR (OLD.request_no IS
    NOT NULL AND NEW.request_no IS DISTINCT FROM OLD.request_no) OR (OLD.outcome <> 'waiting' AND
    NEW.account_id IS DISTINCT FROM OLD.account_id) OR (OLD.outcome <> 'waiting' AND OLD.request_no IS NULL)
    BEGIN SELECT RAISE(ABORT, 'a row that is decided stays what it was'); END

-- trigger card_batch_rows.card_batch_rows_rule_2
CREATE TRIGGER card_batch_rows_rule_2 BEFORE INSERT ON card_batch_rows FOR EACH ROW WHEN NEW.request_no IS NOT
    NULL AND NOT EXISTS ( SELECT 1 FROM card_requests r WHERE r.council_id = NEW.council_id AND r.number =
    NEW.request_no AND r.account_id = NEW.account_id) BEGIN SELECT RAISE(ABORT, 'the request of a row is for
    the account of the row'); END

-- trigger card_batch_rows.card_batch_rows_rule_3
CREATE TRIGGER card_batch_rows_rule_3 BEFORE UPDATE ON card_batch_rows FOR EACH ROW WHEN NEW.request_no IS NOT
    NULL AND NOT EXISTS ( SELECT 1 FROM card_requests r WHERE r.council_id = NEW.council_id AND r.number =
    NEW.request_no AND r.account_id = NEW.account_id) BEGIN SELECT RAISE(ABORT, 'the request of a row is for
    the account of the row'); END

-- trigger card_batch_rows.card_batch_rows_rule_4
CREATE TRIGGER card_batch_rows_rule_4 BEFORE INSERT ON card_batch_rows FOR EACH ROW WHEN NEW.account_id IS NOT
    NULL AND NOT EXISTS ( SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id =
    NEW.council_id) BEGIN SELECT RAISE(ABORT, 'a row is of an account of its council'); END

-- trigger card_batch_rows.card_batch_rows_rule_5
CREATE TRIGGER card_batch_rows_rule_5 BEFORE UPDATE ON card_batch_rows FOR EACH ROW WHEN NEW.account_id IS NOT
    NULL AND NOT EXISTS ( SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id =
    NEW.council_id) BEGIN SELECT RAISE(ABORT, 'a row is of an account of its council'); END

-- table card_batches
CREATE TABLE card_batches ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, office VARCHAR NOT NULL,
    list_name VARCHAR NOT NULL, sheet VARCHAR NOT NULL, sha256 VARCHAR(64) NOT NULL, row_count INTEGER NOT
    NULL, started_at VARCHAR(27) NOT NULL, started_by VARCHAR NOT NULL, finished_at VARCHAR(27), CONSTRAINT
    pk_card_batches PRIMARY KEY (id), CONSTRAINT fk_card_batches_council_id FOREIGN KEY(council_id) REFERENCES
    councils (id) )

-- index card_batches.uq_card_batches_id_council
CREATE UNIQUE INDEX uq_card_batches_id_council ON card_batches (id, council_id)

-- index card_batches.uq_card_batches_list
CREATE UNIQUE INDEX uq_card_batches_list ON card_batches (council_id, sha256, sheet)

-- trigger card_batches.card_batches_keep_key
CREATE TRIGGER card_batches_keep_key BEFORE INSERT ON card_batches FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_batches k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM card_batches k WHERE k.council_id =
    NEW.council_id AND k.sha256 = NEW.sha256 AND k.sheet = NEW.sheet) BEGIN SELECT RAISE(ABORT, 'a key of
    card_batches is unique, and a row has this one already'); END

-- trigger card_batches.card_batches_keep_others
CREATE TRIGGER card_batches_keep_others BEFORE UPDATE OF id, council_id, sha256, sheet, rowid, oid, _rowid_ ON
    card_batches FOR EACH ROW WHEN EXISTS (SELECT 1 FROM card_batches k WHERE k.id = NEW.id AND NOT (k.id =
    OLD.id)) OR EXISTS (SELECT 1 FROM card_batches k WHERE k.council_id = NEW.council_id AND k.sha256 =
    NEW.sha256 AND k.sheet = NEW.sheet AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a key of
    card_batches is unique, and a row has this one already'); END

-- trigger card_batches.card_batches_no_delete
CREATE TRIGGER card_batches_no_delete BEFORE DELETE ON card_batches FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'card_batches are never deleted'); END

-- trigger card_batches.card_batches_positive
CREATE TRIGGER card_batches_positive AFTER INSERT ON card_batches FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of card_batches begin at 1'); END

-- trigger card_batches.card_batches_rule_0
CREATE TRIGGER card_batches_rule_0 BEFORE UPDATE ON card_batches FOR EACH ROW WHEN OLD.finished_at IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.office IS
    DISTINCT FROM OLD.office OR NEW.list_name IS DISTINCT FROM OLD.list_name OR NEW.sheet IS DISTINCT FROM
    OLD.sheet OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.row_count IS DISTINCT FROM OLD.row_count OR
    NEW.started_at IS DISTINCT FROM OLD.started_at OR NEW.started_by IS DISTINCT FROM OLD.started_by BEGIN
    SELECT RAISE(ABORT, 'a list stays what it was'); END

-- table card_check_weights
CREATE TABLE card_check_weights ( scheme_id INTEGER NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL,
    weight INTEGER NOT NULL, CONSTRAINT pk_card_check_weights PRIMARY KEY (scheme_id, at, position),
    CONSTRAINT ck_card_check_weights_weight CHECK (weight BETWEEN 1 AND 99), CONSTRAINT
    fk_card_check_weights_scheme_id_at FOREIGN KEY(scheme_id, at) REFERENCES card_checks (scheme_id, at) )
    WITHOUT ROWID

-- trigger card_check_weights.card_check_weights_settled_delete
CREATE TRIGGER card_check_weights_settled_delete BEFORE DELETE ON card_check_weights FOR EACH ROW WHEN EXISTS
    (SELECT 1 FROM card_numbers n WHERE n.scheme_id = OLD.scheme_id) BEGIN SELECT RAISE(ABORT, 'numbers of
    this scheme exist, so what makes them up stays'); END

-- trigger card_check_weights.card_check_weights_settled_insert
CREATE TRIGGER card_check_weights_settled_insert BEFORE INSERT ON card_check_weights FOR EACH ROW WHEN EXISTS
    (SELECT 1 FROM card_numbers n WHERE n.scheme_id = NEW.scheme_id) BEGIN SELECT RAISE(ABORT, 'numbers of
    this scheme exist, so what makes them up stays'); END

-- trigger card_check_weights.card_check_weights_settled_update
CREATE TRIGGER card_check_weights_settled_update BEFORE UPDATE ON card_check_weights FOR EACH ROW WHEN EXISTS
    (SELECT 1 FROM card_numbers n WHERE n.scheme_id = OLD.scheme_id) OR EXISTS (SELECT 1 FROM card_numbers n
    WHERE n.scheme_id = NEW.scheme_id) BEGIN SELECT RAISE(ABORT, 'numbers of this scheme exist, so what makes
    them up stays'); END

-- table card_checks
CREATE TABLE card_checks ( scheme_id INTEGER NOT NULL, at INTEGER NOT NULL, modulus INTEGER NOT NULL, sum
    VARCHAR NOT NULL, digits VARCHAR NOT NULL, CONSTRAINT pk_card_checks PRIMARY KEY (scheme_id, at),
    CONSTRAINT ck_card_checks_sum CHECK (sum IN ('products', 'digits')), CONSTRAINT ck_card_checks_digits
    CHECK (length(digits) = modulus), CONSTRAINT fk_card_checks_scheme_id FOREIGN KEY(scheme_id) REFERENCES
    card_schemes (id) ) WITHOUT ROWID

-- trigger card_checks.card_checks_settled_delete
CREATE TRIGGER card_checks_settled_delete BEFORE DELETE ON card_checks FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_numbers n WHERE n.scheme_id = OLD.scheme_id) BEGIN SELECT RAISE(ABORT, 'numbers of this scheme exist,
    so what makes them up stays'); END

-- trigger card_checks.card_checks_settled_insert
CREATE TRIGGER card_checks_settled_insert BEFORE INSERT ON card_checks FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_numbers n WHERE n.scheme_id = NEW.scheme_id) BEGIN SELECT RAISE(ABORT, 'numbers of this scheme exist,
    so what makes them up stays'); END

-- trigger card_checks.card_checks_settled_update
CREATE TRIGGER card_checks_settled_update BEFORE UPDATE ON card_checks FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_numbers n WHERE n.scheme_id = OLD.scheme_id) OR EXISTS (SELECT 1 FROM card_numbers n WHERE
    n.scheme_id = NEW.scheme_id) BEGIN SELECT RAISE(ABORT, 'numbers of this scheme exist, so what makes them
    up stays'); END

-- table card_events
CREATE TABLE card_events ( council_id INTEGER NOT NULL, card_number VARCHAR NOT NULL, number INTEGER NOT NULL,
    at VARCHAR(27) NOT NULL, actor VARCHAR NOT NULL, status_before VARCHAR NOT NULL, status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL, note VARCHAR NOT NULL, request_no INTEGER, CONSTRAINT pk_card_events PRIMARY KEY
    (council_id, card_number, number), CONSTRAINT ck_card_events_other_needs_note CHECK (reason <> 'other' OR
    note <> ''), CONSTRAINT ck_card_events_reason CHECK (reason IN ('first_card', 'additional_card', 'lost',
    'stolen', 'damaged', 'not_received', 'name_changed', 'does_not_scan', 'moved', 'account_closed', 'died',
    'customer_asked', 'found', 'entered_in_error', 'expired', 'other')), CONSTRAINT ck_card_events_status
    CHECK (status IN ('requested', 'ordered', 'active', 'replaced', 'lost', 'stolen', 'damaged', 'cancelled',
    'expired')), CONSTRAINT ck_card_events_status_before CHECK (status_before IN ('', 'requested', 'ordered',
    'active', 'replaced', 'lost', 'stolen', 'damaged', 'cancelled', 'expired')), CONSTRAINT
    fk_card_events_council_id_card_number FOREIGN KEY(council_id, card_number) REFERENCES cards (council_id,
    card_number), CONSTRAINT fk_card_events_council_id_request_no FOREIGN KEY(council_id, request_no)
    REFERENCES card_requests (council_id, number), CONSTRAINT fk_card_events_council_id FOREIGN
    KEY(council_id) REFERENCES councils (id) ) WITHOUT ROWID

-- trigger card_events.card_events_check
CREATE TRIGGER card_events_check BEFORE INSERT ON card_events FOR EACH ROW BEGIN SELECT CASE WHEN NEW.number
    <> coalesce( (SELECT number FROM card_events e WHERE e.council_id = NEW.council_id AND e.card_number =
    NEW.card_number ORDER BY e.number DESC LIMIT 1) , 0) + 1 THEN RAISE(ABORT, 'the events of a card are
    numbered without a gap') WHEN NEW.status_before <> (SELECT status FROM card_events e WHERE e.council_id =
    NEW.council_id AND e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1) THEN RAISE(ABORT, 'an
    event goes on from the state of the one before') WHEN NEW.number = 1 AND NOT EXISTS ( SELECT 1 FROM cards
    c WHERE c.council_id = NEW.council_id AND c.card_number = NEW.card_number AND c.status = CASE
    NEW.status_before WHEN '' THEN NEW.status ELSE NEW.status_before END) THEN RAISE(ABORT, 'the first event
    of a card goes on from the state of the card') WHEN NEW.status_before || '>' || NEW.status NOT IN
    ('>requested', '>active', 'requested>ordered', 'requested>active', 'requested>cancelled',
    'ordered>active', 'ordered>cancelled', 'active>active', 'active>replaced', 'active>lost', 'active>stolen',
    'active>damaged', 'active>cancelled', 'active>expired', 'lost>replaced', 'lost>cancelled', 'lost>active',
    'stolen>replaced', 'stolen>cancelled', 'stolen>active', 'damaged>replaced', 'damaged>cancelled',
    'damaged>active', 'cancelled>active', 'expired>replaced') THEN RAISE(ABORT, 'this state cannot follow that
    one') WHEN NEW.status_before = 'cancelled' AND (NEW.reason <> 'entered_in_error' OR (SELECT status_before
    FROM card_events e WHERE e.council_id = NEW.council_id AND e.card_number = NEW.card_number ORDER BY
    e.number DESC LIMIT 1) IN ('requested', 'ordered')) THEN RAISE(ABORT, 'a cancelled card comes back only if
    that was an error and the card was released') END; END

-- trigger card_events.card_events_no_delete
CREATE TRIGGER card_events_no_delete BEFORE DELETE ON card_events FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN
    RAISE(ABORT, 'card_events are kept') END; END

-- trigger card_events.card_events_no_update
CREATE TRIGGER card_events_no_update BEFORE UPDATE ON card_events FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN
    RAISE(ABORT, 'card_events are kept') END; END

-- table card_ids
CREATE TABLE card_ids ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, card_number VARCHAR NOT NULL,
    CONSTRAINT pk_card_ids PRIMARY KEY (id), CONSTRAINT fk_card_ids_council_id_card_number FOREIGN
    KEY(council_id, card_number) REFERENCES cards (council_id, card_number) )

-- index card_ids.uq_card_ids_card
CREATE UNIQUE INDEX uq_card_ids_card ON card_ids (council_id, card_number)

-- trigger card_ids.card_ids_keep_key
CREATE TRIGGER card_ids_keep_key BEFORE INSERT ON card_ids FOR EACH ROW WHEN EXISTS (SELECT 1 FROM card_ids k
    WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM card_ids k WHERE k.council_id = NEW.council_id AND
    k.card_number = NEW.card_number) BEGIN SELECT RAISE(ABORT, 'a key of card_ids is unique, and a row has
    this one already'); END

-- trigger card_ids.card_ids_no_delete
CREATE TRIGGER card_ids_no_delete BEFORE DELETE ON card_ids FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'card_ids are never deleted'); END

-- trigger card_ids.card_ids_no_update
CREATE TRIGGER card_ids_no_update BEFORE UPDATE ON card_ids FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'card_ids are never updated'); END

-- table card_links
CREATE TABLE card_links ( council_id INTEGER NOT NULL, card_number VARCHAR NOT NULL, number INTEGER NOT NULL,
    token_hash VARCHAR(64) NOT NULL, made_at VARCHAR(27) NOT NULL, made_by VARCHAR NOT NULL, tries INTEGER NOT
    NULL, ended VARCHAR NOT NULL, CONSTRAINT pk_card_links PRIMARY KEY (council_id, card_number, number),
    CONSTRAINT ck_card_links_number CHECK (number > 0), CONSTRAINT ck_card_links_token_hash CHECK
    (length(token_hash) = 64), CONSTRAINT ck_card_links_tries CHECK (tries BETWEEN 0 AND 5), CONSTRAINT
    ck_card_links_ended CHECK (ended IN ('', 'card', 'letter')), CONSTRAINT fk_card_links_council_id FOREIGN
    KEY(council_id, card_number) REFERENCES cards (council_id, card_number) ) WITHOUT ROWID

-- index card_links.uq_card_links_token_hash
CREATE UNIQUE INDEX uq_card_links_token_hash ON card_links (token_hash)

-- trigger card_links.card_links_insert
CREATE TRIGGER card_links_insert BEFORE INSERT ON card_links FOR EACH ROW WHEN NEW.number <> coalesce((SELECT
    max(l.number) FROM card_links l WHERE l.council_id = NEW.council_id AND l.card_number = NEW.card_number),
    0) + 1 OR EXISTS (SELECT 1 FROM card_links l WHERE l.council_id = NEW.council_id AND l.card_number =
    NEW.card_number AND l.ended = '') OR NEW.tries <> 0 OR NEW.ended <> '' BEGIN SELECT RAISE(ABORT, 'a link
    has the next number of its card, and no other of it is alive'); END

-- trigger card_links.card_links_keep_key
CREATE TRIGGER card_links_keep_key BEFORE INSERT ON card_links FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_links k WHERE k.council_id = NEW.council_id AND k.card_number = NEW.card_number AND k.number =
    NEW.number) OR EXISTS (SELECT 1 FROM card_links k WHERE k.token_hash = NEW.token_hash) BEGIN SELECT
    RAISE(ABORT, 'a key of card_links is unique, and a row has this one already'); END

-- trigger card_links.card_links_no_delete
CREATE TRIGGER card_links_no_delete BEFORE DELETE ON card_links FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'card_links are never deleted'); END

-- trigger card_links.card_links_update
CREATE TRIGGER card_links_update BEFORE UPDATE ON card_links FOR EACH ROW WHEN NEW.council_id IS DISTINCT FROM
    OLD.council_id OR NEW.card_number IS DISTINCT FROM OLD.card_number OR NEW.number IS DISTINCT FROM
    OLD.number OR NEW.token_hash IS DISTINCT FROM OLD.token_hash OR NEW.made_at IS DISTINCT FROM OLD.made_at
    OR NEW.made_by IS DISTINCT FROM OLD.made_by OR (OLD.ended <> '' AND NEW.ended <> OLD.ended) OR (NEW.tries
    NOT IN (0, OLD.tries, OLD.tries + 1)) OR (OLD.ended <> '' AND NEW.tries < OLD.tries) BEGIN SELECT
    RAISE(ABORT, 'of a link only tries and its end change, and it ends once'); END

-- table card_numbers
CREATE TABLE card_numbers ( council_id INTEGER NOT NULL, card_number VARCHAR NOT NULL, scheme_id INTEGER NOT
    NULL, serial BIGINT NOT NULL, allocated_at VARCHAR(27) NOT NULL, CONSTRAINT pk_card_numbers PRIMARY KEY
    (council_id, card_number), CONSTRAINT fk_card_numbers_council_id FOREIGN KEY(council_id) REFERENCES
    councils (id), CONSTRAINT fk_card_numbers_scheme_id FOREIGN KEY(scheme_id) REFERENCES card_schemes (id),
    CONSTRAINT uq_card_numbers_scheme_id_serial UNIQUE (scheme_id, serial) ) WITHOUT ROWID

-- trigger card_numbers.card_numbers_check
CREATE TRIGGER card_numbers_check BEFORE INSERT ON card_numbers FOR EACH ROW BEGIN SELECT CASE WHEN s.id IS
    NULL OR s.council_id <> NEW.council_id OR s.numbers <> 'allocate' THEN RAISE(ABORT, 'the scheme is none
    from which its council allocates numbers') WHEN length(NEW.card_number) <> s.length THEN RAISE(ABORT, 'the
    number has not the length of its scheme') WHEN ltrim(NEW.card_number, '0123456789') <> '' THEN
    RAISE(ABORT, 'the number is not digits only') WHEN substr(NEW.card_number, 1, length(s.prefix)) <>
    s.prefix THEN RAISE(ABORT, 'the number has not the prefix of its scheme') WHEN s.service_code <> '' AND
    substr(NEW.card_number, s.service_code_at, length(s.service_code)) <> s.service_code THEN RAISE(ABORT,
    'the number has not the service code of its scheme') WHEN CAST(substr(NEW.card_number, s.serial_at,
    s.serial_digits) AS BIGINT) <> NEW.serial THEN RAISE(ABORT, 'the serial in the number is another') WHEN
    NOT EXISTS (SELECT 1 FROM card_ranges r WHERE r.scheme_id = NEW.scheme_id AND NEW.serial BETWEEN
    r.first_serial AND r.last_serial) THEN RAISE(ABORT, 'the serial is in no range of the scheme') WHEN EXISTS
    (SELECT 1 FROM card_checks k WHERE k.scheme_id = NEW.scheme_id AND substr(NEW.card_number, k.at, 1) <>
    substr(k.digits, CAST(1 + (SELECT coalesce(sum( CASE k.sum WHEN 'products' THEN p.product ELSE p.product /
    100 + p.product / 10 % 10 + p.product % 10 END ), 0) FROM ( SELECT w.weight * CAST(substr(NEW.card_number,
    w.position, 1) AS INTEGER) AS product FROM card_check_weights w WHERE w.scheme_id = k.scheme_id AND w.at =
    k.at ) AS p) % k.modulus AS INTEGER), 1)) THEN RAISE(ABORT, 'a check digit of the number does not check')
    WHEN EXISTS (SELECT 1 FROM cards c WHERE c.council_id = NEW.council_id AND c.card_number =
    NEW.card_number) THEN RAISE(ABORT, 'the number is a card of the council already') END FROM (SELECT 1) LEFT
    JOIN card_schemes s ON s.id = NEW.scheme_id; END

-- trigger card_numbers.card_numbers_keep_key
CREATE TRIGGER card_numbers_keep_key BEFORE INSERT ON card_numbers FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_numbers k WHERE k.council_id = NEW.council_id AND k.card_number = NEW.card_number) OR EXISTS (SELECT
    1 FROM card_numbers k WHERE k.scheme_id = NEW.scheme_id AND k.serial = NEW.serial) BEGIN SELECT
    RAISE(ABORT, 'a key of card_numbers is unique, and a row has this one already'); END

-- trigger card_numbers.card_numbers_no_delete
CREATE TRIGGER card_numbers_no_delete BEFORE DELETE ON card_numbers FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'card_numbers are never deleted'); END

-- trigger card_numbers.card_numbers_no_update
CREATE TRIGGER card_numbers_no_update BEFORE UPDATE ON card_numbers FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'card_numbers are never updated'); END

-- table card_orders
CREATE TABLE card_orders ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, scheme VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL, sha256 VARCHAR(64) NOT NULL, row_count INTEGER NOT NULL, written_at
    VARCHAR(27) NOT NULL, written_by VARCHAR NOT NULL, CONSTRAINT pk_card_orders PRIMARY KEY (council_id,
    number), CONSTRAINT ck_card_orders_rows CHECK (row_count > 0), CONSTRAINT fk_card_orders_council_id
    FOREIGN KEY(council_id) REFERENCES councils (id) )

-- index card_orders.uq_card_orders_file_name
CREATE UNIQUE INDEX uq_card_orders_file_name ON card_orders (council_id, file_name)

-- trigger card_orders.card_orders_keep_key
CREATE TRIGGER card_orders_keep_key BEFORE INSERT ON card_orders FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_orders k WHERE k.rowid = NEW.rowid) OR EXISTS (SELECT 1 FROM card_orders k WHERE k.council_id =
    NEW.council_id AND k.number = NEW.number) OR EXISTS (SELECT 1 FROM card_orders k WHERE k.council_id =
    NEW.council_id AND k.file_name = NEW.file_name) BEGIN SELECT RAISE(ABORT, 'a key of card_orders is unique,
    and a row has this one already'); END

-- trigger card_orders.card_orders_no_delete
CREATE TRIGGER card_orders_no_delete BEFORE DELETE ON card_orders FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN
    RAISE(ABORT, 'card_orders are kept') END; END

-- trigger card_orders.card_orders_no_update
CREATE TRIGGER card_orders_no_update BEFORE UPDATE ON card_orders FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN
    RAISE(ABORT, 'card_orders are kept') END; END

-- trigger card_orders.card_orders_numbered
CREATE TRIGGER card_orders_numbered BEFORE INSERT ON card_orders FOR EACH ROW WHEN NEW.number NOT BETWEEN 1
    AND coalesce((SELECT max(k.number) FROM card_orders k WHERE k.council_id = NEW.council_id), 0) + 1000
    BEGIN SELECT RAISE(ABORT, 'card_orders are numbered after the last one'); END

-- trigger card_orders.card_orders_positive
CREATE TRIGGER card_orders_positive AFTER INSERT ON card_orders FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of card_orders begin at 1'); END

-- table card_proofs
CREATE TABLE card_proofs ( council_id INTEGER NOT NULL, card_number VARCHAR NOT NULL, number INTEGER NOT NULL,
    request_no INTEGER, output VARCHAR NOT NULL, dpi INTEGER NOT NULL, module_dots INTEGER NOT NULL, reader
    VARCHAR NOT NULL, version VARCHAR NOT NULL, settings TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL, proved_at
    VARCHAR(27) NOT NULL, CONSTRAINT pk_card_proofs PRIMARY KEY (council_id, card_number, number), CONSTRAINT
    ck_card_proofs_output CHECK (output IN ('letter', 'card', 'image', 'bill')), CONSTRAINT
    ck_card_proofs_sha256 CHECK (length(sha256) = 64), CONSTRAINT fk_card_proofs_council_id_card_number
    FOREIGN KEY(council_id, card_number) REFERENCES cards (council_id, card_number), CONSTRAINT
    fk_card_proofs_council_id_request_no FOREIGN KEY(council_id, request_no) REFERENCES card_requests
    (council_id, number), CONSTRAINT fk_card_proofs_council_id FOREIGN KEY(council_id) REFERENCES councils
    (id) ) WITHOUT ROWID

-- trigger card_proofs.card_proofs_keep_key
CREATE TRIGGER card_proofs_keep_key BEFORE INSERT ON card_proofs FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_proofs k WHERE k.council_id = NEW.council_id AND k.card_number = NEW.card_number AND k.number =
    NEW.number) BEGIN SELECT RAISE(ABORT, 'a key of card_proofs is unique, and a row has this one already');
    END

-- trigger card_proofs.card_proofs_no_delete
CREATE TRIGGER card_proofs_no_delete BEFORE DELETE ON card_proofs FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN
    RAISE(ABORT, 'card_proofs are kept') END; END

-- trigger card_proofs.card_proofs_no_update
CREATE TRIGGER card_proofs_no_update BEFORE UPDATE ON card_proofs FOR EACH ROW BEGIN SELECT CASE WHEN 1 THEN
    RAISE(ABORT, 'card_proofs are kept') END; END

-- trigger card_proofs.card_proofs_numbered
CREATE TRIGGER card_proofs_numbered BEFORE INSERT ON card_proofs FOR EACH ROW WHEN NEW.number NOT BETWEEN 1
    AND coalesce((SELECT max(k.number) FROM card_proofs k WHERE k.council_id = NEW.council_id AND
    k.card_number = NEW.card_number), 0) + 1000 BEGIN SELECT RAISE(ABORT, 'card_proofs are numbered after the
    last one'); END

-- table card_ranges
CREATE TABLE card_ranges ( scheme_id INTEGER NOT NULL, first_serial BIGINT NOT NULL, last_serial BIGINT NOT
    NULL, CONSTRAINT pk_card_ranges PRIMARY KEY (scheme_id, first_serial), CONSTRAINT ck_card_ranges_order
    CHECK (0 <= first_serial AND first_serial <= last_serial), CONSTRAINT fk_card_ranges_scheme_id FOREIGN
    KEY(scheme_id) REFERENCES card_schemes (id) ) WITHOUT ROWID

-- trigger card_ranges.card_ranges_no_update
CREATE TRIGGER card_ranges_no_update BEFORE UPDATE ON card_ranges FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'card_ranges are never changed, a new one is added'); END

-- trigger card_ranges.card_ranges_overlap
CREATE TRIGGER card_ranges_overlap BEFORE INSERT ON card_ranges FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_ranges r WHERE r.scheme_id = NEW.scheme_id AND r.first_serial <= NEW.last_serial AND NEW.first_serial
    <= r.last_serial) BEGIN SELECT RAISE(ABORT, 'ranges of a scheme do not overlap'); END

-- trigger card_ranges.card_ranges_used
CREATE TRIGGER card_ranges_used BEFORE DELETE ON card_ranges FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_numbers n WHERE n.scheme_id = OLD.scheme_id AND n.serial BETWEEN OLD.first_serial AND
    OLD.last_serial) BEGIN SELECT RAISE(ABORT, 'numbers were taken from this range, so it stays'); END

-- table card_requests
CREATE TABLE card_requests ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, account_id INTEGER NOT
    NULL, scheme VARCHAR NOT NULL, kind VARCHAR NOT NULL, reason VARCHAR NOT NULL, card_number VARCHAR,
    issue_no INTEGER, replaces VARCHAR, holder VARCHAR NOT NULL, language VARCHAR NOT NULL, large_print
    INTEGER NOT NULL, state VARCHAR NOT NULL, order_no INTEGER, requested_at VARCHAR(27) NOT NULL,
    requested_by VARCHAR NOT NULL, note VARCHAR NOT NULL, closed_at VARCHAR(27), closed_by VARCHAR,
    closing_reason VARCHAR, closing_note VARCHAR, learned_from VARCHAR, CONSTRAINT pk_card_requests PRIMARY
    KEY (council_id, number), CONSTRAINT ck_card_requests_replaces CHECK ((kind = 'replacement') = (replaces
    IS NOT NULL)), CONSTRAINT ck_card_requests_closed CHECK ((state IN ('requested', 'ordered')) = (closed_at
    IS NULL)), CONSTRAINT ck_card_requests_holder CHECK (holder <> ''), CONSTRAINT ck_card_requests_kind CHECK
    (kind IN ('first', 'additional', 'replacement')), CONSTRAINT ck_card_requests_language CHECK (language IN
    ('en', 'cy')), CONSTRAINT ck_card_requests_other_needs_note CHECK (reason <> 'other' OR note <> ''),
    CONSTRAINT ck_card_requests_reason CHECK (reason IN ('first_card', 'additional_card', 'lost', 'stolen',
    'damaged', 'not_received', 'name_changed', 'does_not_scan', 'moved', 'account_closed', 'died',
    'customer_asked', 'found', 'entered_in_error', 'expired', 'other')), CONSTRAINT
    ck_card_requests_cancelled_why CHECK (state <> 'cancelled' OR closing_reason IS NOT NULL), CONSTRAINT
    ck_card_requests_issued_has_number CHECK (state <> 'issued' OR card_number IS NOT NULL), CONSTRAINT
    ck_card_requests_ordered CHECK (state <> 'ordered' OR (order_no IS NOT NULL AND card_number IS NULL)),
    CONSTRAINT ck_card_requests_not_ordered_yet CHECK (state <> 'requested' OR order_no IS NULL), CONSTRAINT
    ck_card_requests_state CHECK (state IN ('requested', 'ordered', 'issued', 'cancelled')), CONSTRAINT
    ck_card_requests_issue_no CHECK ((card_number IS NULL) = (issue_no IS NULL)), CONSTRAINT
    ck_card_requests_closed_by CHECK ((closed_at IS NULL) = (closed_by IS NULL)), CONSTRAINT
    ck_card_requests_large_print CHECK (large_print IN (0, 1)), CONSTRAINT fk_card_requests_account_id FOREIGN
    KEY(account_id) REFERENCES accounts (id), CONSTRAINT fk_card_requests_council_id_card_number FOREIGN
    KEY(council_id, card_number) REFERENCES cards (council_id, card_number), CONSTRAINT
    fk_card_requests_council_id_order_no FOREIGN KEY(council_id, order_no) REFERENCES card_orders (council_id,
    number), CONSTRAINT fk_card_requests_council_id_replaces FOREIGN KEY(council_id, replaces) REFERENCES
    cards (council_id, card_number), CONSTRAINT fk_card_requests_council_id FOREIGN KEY(council_id) REFERENCES
    councils (id) )

-- index card_requests.ix_card_requests_account_id
CREATE INDEX ix_card_requests_account_id ON card_requests (account_id)

-- index card_requests.ix_card_requests_order_no
CREATE INDEX ix_card_requests_order_no ON card_requests (council_id, order_no)

-- index card_requests.ix_card_requests_replaces
CREATE INDEX ix_card_requests_replaces ON card_requests (council_id, replaces)

-- index card_requests.uq_card_requests_issue
CREATE UNIQUE INDEX uq_card_requests_issue ON card_requests (council_id, card_number, issue_no)

-- index card_requests.uq_card_requests_learned_from
CREATE UNIQUE INDEX uq_card_requests_learned_from ON card_requests (council_id, learned_from)

-- index card_requests.uq_card_requests_open_first
CREATE UNIQUE INDEX uq_card_requests_open_first ON card_requests (account_id) WHERE kind = 'first' AND state
    IN ('requested', 'ordered')

-- index card_requests.uq_card_requests_open_replacement
CREATE UNIQUE INDEX uq_card_requests_open_replacement ON card_requests (council_id, replaces) WHERE state IN
    ('requested', 'ordered')

-- trigger card_requests.card_requests_check
CREATE TRIGGER card_requests_check BEFORE INSERT ON card_requests FOR EACH ROW BEGIN SELECT CASE WHEN NOT
    EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id) THEN
    RAISE(ABORT, 'a request is for an account of its council') END; END

-- trigger card_requests.card_requests_keep
CREATE TRIGGER card_requests_keep BEFORE UPDATE ON card_requests FOR EACH ROW BEGIN SELECT CASE WHEN OLD.state
    IN ('issued', 'cancelled') OR (OLD.state = 'ordered' AND NEW.state = 'requested') OR (OLD.card_number IS
    NOT NULL AND NEW.card_number IS DISTINCT FROM OLD.card_number) OR (OLD.order_no IS NOT NULL AND
    NEW.order_no IS DISTINCT FROM OLD.order_no) OR NEW.council_id IS DISTINCT FROM OLD.council_id OR
    NEW.number IS DISTINCT FROM OLD.number OR NEW.account_id IS DISTINCT FROM OLD.account_id OR NEW.scheme IS
    DISTINCT FROM OLD.scheme OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.reason IS DISTINCT FROM OLD.reason
    OR NEW.replaces IS DISTINCT FROM OLD.replaces OR NEW.holder IS DISTINCT FROM OLD.holder OR NEW.language IS
    DISTINCT FROM OLD.language OR NEW.large_print IS DISTINCT FROM OLD.large_print OR NEW.requested_at IS
    DISTINCT FROM OLD.requested_at OR NEW.requested_by IS DISTINCT FROM OLD.requested_by OR NEW.note IS
    DISTINCT FROM OLD.note THEN RAISE(ABORT, 'this request is settled, or what it asked for changed') END; END

-- trigger card_requests.card_requests_keep_key
CREATE TRIGGER card_requests_keep_key BEFORE INSERT ON card_requests FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_requests k WHERE k.rowid = NEW.rowid) OR EXISTS (SELECT 1 FROM card_requests k WHERE k.council_id =
    NEW.council_id AND k.number = NEW.number) OR EXISTS (SELECT 1 FROM card_requests k WHERE k.council_id =
    NEW.council_id AND k.card_number = NEW.card_number AND k.issue_no = NEW.issue_no) OR EXISTS (SELECT 1 FROM
    card_requests k WHERE k.council_id = NEW.council_id AND k.learned_from = NEW.learned_from) OR EXISTS
    (SELECT 1 FROM card_requests k WHERE k.account_id = NEW.account_id AND k.kind = 'first' AND NEW.kind =
    'first' AND k.state IN ('requested', 'ordered') AND NEW.state IN ('requested', 'ordered')) OR EXISTS
    (SELECT 1 FROM card_requests k WHERE k.council_id = NEW.council_id AND k.replaces = NEW.replaces AND
    k.state IN ('requested', 'ordered') AND NEW.state IN ('requested', 'ordered')) BEGIN SELECT RAISE(ABORT,
    'a key of card_requests is unique, and a row has this one already'); END

-- trigger card_requests.card_requests_keep_others
CREATE TRIGGER card_requests_keep_others BEFORE UPDATE OF rowid, council_id, number, card_number, issue_no,
    learned_from, account_id, kind, state, replaces, oid, _rowid_ ON card_requests FOR EACH ROW WHEN EXISTS
    (SELECT 1 FROM card_requests k WHERE k.rowid = NEW.rowid AND NOT (k.council_id = OLD.council_id AND
    k.number = OLD.number)) OR EXISTS (SELECT 1 FROM card_requests k WHERE k.council_id = NEW.council_id AND
    k.number = NEW.number AND NOT (k.council_id = OLD.council_id AND k.number = OLD.number)) OR EXISTS (SELECT
    1 FROM card_requests k WHERE k.council_id = NEW.council_id AND k.card_number = NEW.card_number AND
    k.issue_no = NEW.issue_no AND NOT (k.council_id = OLD.council_id AND k.number = OLD.number)) OR EXISTS
    (SELECT 1 FROM card_requests k WHERE k.council_id = NEW.council_id AND k.learned_from = NEW.learned_from
    AND NOT (k.council_id = OLD.council_id AND k.number = OLD.number)) OR EXISTS (SELECT 1 FROM card_requests
    k WHERE k.account_id = NEW.account_id AND k.kind = 'first' AND NEW.kind = 'first' AND k.state IN
    ('requested', 'ordered') AND NEW.state IN ('requested', 'ordered') AND NOT (k.council_id = OLD.council_id
    AND k.number = OLD.number)) OR EXISTS (SELECT 1 FROM card_requests k WHERE k.council_id = NEW.council_id
    AND k.replaces = NEW.replaces AND k.state IN ('requested', 'ordered') AND NEW.state IN ('requested',
    'ordered') AND NOT (k.council_id = OLD.council_id AND k.number = OLD.number)) BEGIN SELECT RAISE(ABORT, 'a
    key of card_requests is unique, and a row has this one already'); END

-- trigger card_requests.card_requests_no_delete
CREATE TRIGGER card_requests_no_delete BEFORE DELETE ON card_requests FOR EACH ROW BEGIN SELECT CASE WHEN 1
    THEN RAISE(ABORT, 'card_requests are kept') END; END

-- trigger card_requests.card_requests_numbered
CREATE TRIGGER card_requests_numbered BEFORE INSERT ON card_requests FOR EACH ROW WHEN NEW.number NOT BETWEEN
    1 AND coalesce((SELECT max(k.number) FROM card_requests k WHERE k.council_id = NEW.council_id), 0) + 1000
    BEGIN SELECT RAISE(ABORT, 'card_requests are numbered after the last one'); END

-- trigger card_requests.card_requests_positive
CREATE TRIGGER card_requests_positive AFTER INSERT ON card_requests FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of card_requests begin at 1'); END

-- table card_schemes
CREATE TABLE card_schemes ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, code VARCHAR NOT NULL, numbers
    VARCHAR NOT NULL, length INTEGER NOT NULL, prefix VARCHAR NOT NULL, service_code VARCHAR NOT NULL,
    service_code_at INTEGER, serial_at INTEGER NOT NULL, serial_digits INTEGER NOT NULL, definition TEXT NOT
    NULL, CONSTRAINT pk_card_schemes PRIMARY KEY (id), CONSTRAINT ck_card_schemes_numbers CHECK (numbers IN
    ('allocate', 'order')), CONSTRAINT ck_card_schemes_length CHECK (length BETWEEN 13 AND 24), CONSTRAINT
    fk_card_schemes_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    uq_card_schemes_council_id_code UNIQUE (council_id, code) )

-- trigger card_schemes.card_schemes_keep_key
CREATE TRIGGER card_schemes_keep_key BEFORE INSERT ON card_schemes FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_schemes k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM card_schemes k WHERE k.council_id =
    NEW.council_id AND k.code = NEW.code) BEGIN SELECT RAISE(ABORT, 'a key of card_schemes is unique, and a
    row has this one already'); END

-- trigger card_schemes.card_schemes_keep_others
CREATE TRIGGER card_schemes_keep_others BEFORE UPDATE OF id, council_id, code, rowid, oid, _rowid_ ON
    card_schemes FOR EACH ROW WHEN EXISTS (SELECT 1 FROM card_schemes k WHERE k.id = NEW.id AND NOT (k.id =
    OLD.id)) OR EXISTS (SELECT 1 FROM card_schemes k WHERE k.council_id = NEW.council_id AND k.code = NEW.code
    AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a key of card_schemes is unique, and a row has this
    one already'); END

-- trigger card_schemes.card_schemes_no_delete
CREATE TRIGGER card_schemes_no_delete BEFORE DELETE ON card_schemes FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'card_schemes are never deleted'); END

-- trigger card_schemes.card_schemes_positive
CREATE TRIGGER card_schemes_positive AFTER INSERT ON card_schemes FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of card_schemes begin at 1'); END

-- trigger card_schemes.card_schemes_settled
CREATE TRIGGER card_schemes_settled BEFORE UPDATE ON card_schemes FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    card_numbers n WHERE n.scheme_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'numbers of this scheme exist, so
    what makes them up stays'); END

-- table cards
CREATE TABLE cards ( council_id INTEGER NOT NULL, card_number VARCHAR NOT NULL, account_id INTEGER NOT NULL,
    account_reference VARCHAR NOT NULL, account_status VARCHAR NOT NULL, status VARCHAR NOT NULL, issued_on
    DATE, CONSTRAINT pk_cards PRIMARY KEY (council_id, card_number), CONSTRAINT ck_cards_status CHECK (status
    IN ('requested', 'ordered', 'active', 'replaced', 'lost', 'stolen', 'damaged', 'cancelled', 'expired')),
    CONSTRAINT ck_cards_length CHECK (length(card_number) BETWEEN 13 AND 24), CONSTRAINT fk_cards_account_id
    FOREIGN KEY(account_id, account_reference, account_status) REFERENCES accounts (id, match_reference,
    status) ON UPDATE CASCADE, CONSTRAINT fk_cards_council_id FOREIGN KEY(council_id) REFERENCES councils (id)
    ) WITHOUT ROWID

-- index cards.ix_cards_account_id
CREATE INDEX ix_cards_account_id ON cards (account_id)

-- index cards.ix_cards_last_four
CREATE INDEX ix_cards_last_four ON cards (substr(card_number, length(card_number) - 3))

-- index cards.ix_cards_last_six
CREATE INDEX ix_cards_last_six ON cards (council_id, substr(card_number, length(card_number) - 5))

-- index cards.ix_cards_short_number
CREATE INDEX ix_cards_short_number ON cards (council_id, substr(card_number, 12, 6))

-- trigger cards.cards_end_links
CREATE TRIGGER cards_end_links AFTER UPDATE OF status ON cards FOR EACH ROW WHEN NEW.status <> OLD.status AND
    NEW.status IN ('replaced', 'lost', 'stolen', 'damaged', 'cancelled', 'expired') BEGIN UPDATE card_links
    SET ended = 'card' WHERE council_id = NEW.council_id AND card_number = NEW.card_number AND ended = ''; END

-- trigger cards.cards_follow_history
CREATE TRIGGER cards_follow_history BEFORE UPDATE OF status ON cards FOR EACH ROW WHEN NEW.status IS NOT
    OLD.status BEGIN SELECT CASE WHEN NEW.status <> (SELECT status FROM card_events e WHERE e.council_id =
    NEW.council_id AND e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1) THEN RAISE(ABORT, 'the
    state of a card is what its history says') END; END

-- trigger cards.cards_keep_key
CREATE TRIGGER cards_keep_key BEFORE INSERT ON cards FOR EACH ROW WHEN EXISTS (SELECT 1 FROM cards k WHERE
    k.council_id = NEW.council_id AND k.card_number = NEW.card_number) BEGIN SELECT RAISE(ABORT, 'a key of
    cards is unique, and a row has this one already'); END

-- trigger cards.cards_keep_others
CREATE TRIGGER cards_keep_others BEFORE UPDATE OF council_id, card_number ON cards FOR EACH ROW WHEN EXISTS
    (SELECT 1 FROM cards k WHERE k.council_id = NEW.council_id AND k.card_number = NEW.card_number AND NOT
    (k.council_id = OLD.council_id AND k.card_number = OLD.card_number)) BEGIN SELECT RAISE(ABORT, 'a key of
    cards is unique, and a row has this one already'); END

-- trigger cards.cards_no_delete
CREATE TRIGGER cards_no_delete BEFORE DELETE ON cards FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'cards are
    never deleted'); END

-- trigger cards.cards_numbered
CREATE TRIGGER cards_numbered AFTER INSERT ON cards FOR EACH ROW BEGIN INSERT INTO card_ids (council_id,
    card_number) VALUES (NEW.council_id, NEW.card_number); END

-- table closed_days
CREATE TABLE closed_days ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, day DATE NOT NULL, closed_by
    VARCHAR NOT NULL, closed_at VARCHAR(27) NOT NULL, anchor VARCHAR(64) DEFAULT '' NOT NULL, reopened_by
    VARCHAR, reopened_at VARCHAR(27), decision_id INTEGER, CONSTRAINT pk_closed_days PRIMARY KEY (id),
    CONSTRAINT ck_closed_days_decision CHECK ((decision_id IS NULL) = (reopened_at IS NULL)), CONSTRAINT
    ck_closed_days_reopened CHECK ((reopened_by IS NULL) = (reopened_at IS NULL)), CONSTRAINT
    fk_closed_days_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_closed_days_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id) )

-- index closed_days.uq_closed_days_day
CREATE UNIQUE INDEX uq_closed_days_day ON closed_days (council_id, day) WHERE reopened_at IS NULL

-- trigger closed_days.closed_days_insert
CREATE TRIGGER closed_days_insert BEFORE INSERT ON closed_days FOR EACH ROW WHEN NEW.reopened_at IS NOT NULL
    OR NEW.day <> date((SELECT max(c.day) FROM closed_days c WHERE c.council_id = NEW.council_id AND
    c.reopened_at IS NULL), '+1 day') BEGIN SELECT RAISE(ABORT, 'days are closed in order, none left out');
    END

-- trigger closed_days.closed_days_keep_key
CREATE TRIGGER closed_days_keep_key BEFORE INSERT ON closed_days FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    closed_days k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM closed_days k WHERE k.council_id =
    NEW.council_id AND k.day = NEW.day AND k.reopened_at IS NULL AND NEW.reopened_at IS NULL) BEGIN SELECT
    RAISE(ABORT, 'a key of closed_days is unique, and a row has this one already'); END

-- trigger closed_days.closed_days_no_delete
CREATE TRIGGER closed_days_no_delete BEFORE DELETE ON closed_days FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'closed_days are never deleted'); END

-- trigger closed_days.closed_days_positive
CREATE TRIGGER closed_days_positive AFTER INSERT ON closed_days FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of closed_days begin at 1'); END

-- trigger closed_days.closed_days_update
CREATE TRIGGER closed_days_update BEFORE UPDATE ON closed_days FOR EACH ROW WHEN OLD.reopened_at IS NOT NULL
    OR NEW.reopened_at IS NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS DISTINCT FROM
    OLD.council_id OR NEW.day IS DISTINCT FROM OLD.day OR NEW.closed_by IS DISTINCT FROM OLD.closed_by OR
    NEW.closed_at IS DISTINCT FROM OLD.closed_at OR NEW.anchor IS DISTINCT FROM OLD.anchor OR NOT EXISTS
    (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id AND d.council_id = NEW.council_id AND d.kind =
    'reopen_day' AND d.state = 'applied') OR EXISTS (SELECT 1 FROM closed_days c WHERE c.council_id =
    NEW.council_id AND c.day > NEW.day AND c.reopened_at IS NULL) OR NEW.rowid <> OLD.rowid BEGIN SELECT
    RAISE(ABORT, 'only the newest closed day is opened again, by two people'); END

-- table closed_figures
CREATE TABLE closed_figures ( closed_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, check_name VARCHAR NOT
    NULL, left_pence BIGINT, right_pence BIGINT, state VARCHAR NOT NULL, why VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_closed_figures PRIMARY KEY (closed_id, contract_id, check_name), CONSTRAINT
    ck_closed_figures_state CHECK (state IN ('agrees', 'differs', 'unknown')), CONSTRAINT
    fk_closed_figures_closed_id FOREIGN KEY(closed_id) REFERENCES closed_days (id), CONSTRAINT
    fk_closed_figures_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id) ) WITHOUT ROWID

-- trigger closed_figures.closed_figures_keep_key
CREATE TRIGGER closed_figures_keep_key BEFORE INSERT ON closed_figures FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    closed_figures k WHERE k.closed_id = NEW.closed_id AND k.contract_id = NEW.contract_id AND k.check_name =
    NEW.check_name) BEGIN SELECT RAISE(ABORT, 'a key of closed_figures is unique, and a row has this one
    already'); END

-- trigger closed_figures.closed_figures_no_delete
CREATE TRIGGER closed_figures_no_delete BEFORE DELETE ON closed_figures FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'closed_figures are never deleted'); END

-- trigger closed_figures.closed_figures_no_update
CREATE TRIGGER closed_figures_no_update BEFORE UPDATE ON closed_figures FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'closed_figures are never updated'); END

-- table contracts
CREATE TABLE contracts ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, code VARCHAR NOT NULL, channel
    VARCHAR NOT NULL, client_code VARCHAR NOT NULL, known_since DATE, CONSTRAINT pk_contracts PRIMARY KEY
    (id), CONSTRAINT fk_contracts_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    uq_contracts_code UNIQUE (code) )

-- trigger contracts.contracts_keep
CREATE TRIGGER contracts_keep BEFORE UPDATE ON contracts FOR EACH ROW WHEN NEW.id IS DISTINCT FROM OLD.id OR
    NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.code IS DISTINCT FROM OLD.code OR (OLD.known_since
    IS NOT NULL AND NEW.known_since IS DISTINCT FROM OLD.known_since) BEGIN SELECT RAISE(ABORT, 'the code,
    council and first night of a contract are never changed'); END

-- trigger contracts.contracts_keep_key
CREATE TRIGGER contracts_keep_key BEFORE INSERT ON contracts FOR EACH ROW WHEN EXISTS (SELECT 1 FROM contracts
    k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM contracts k WHERE k.code = NEW.code) BEGIN SELECT
    RAISE(ABORT, 'a key of contracts is unique, and a row has this one already'); END

-- trigger contracts.contracts_keep_others
CREATE TRIGGER contracts_keep_others BEFORE UPDATE OF id, code, rowid, oid, _rowid_ ON contracts FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM contracts k WHERE k.id = NEW.id AND NOT (k.id = OLD.id)) OR EXISTS (SELECT 1
    FROM contracts k WHERE k.code = NEW.code AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a key of
    contracts is unique, and a row has this one already'); END

-- trigger contracts.contracts_no_delete
CREATE TRIGGER contracts_no_delete BEFORE DELETE ON contracts FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'contracts are never deleted'); END

-- trigger contracts.contracts_positive
CREATE TRIGGER contracts_positive AFTER INSERT ON contracts FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of contracts begin at 1'); END

-- table corrected_cards
CREATE TABLE corrected_cards ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, card_number VARCHAR NOT
    NULL, CONSTRAINT pk_corrected_cards PRIMARY KEY (council_id, number, card_number), CONSTRAINT
    fk_corrected_cards_council_id_number FOREIGN KEY(council_id, number) REFERENCES corrected_references
    (council_id, number), CONSTRAINT fk_corrected_cards_council_id_card_number FOREIGN KEY(council_id,
    card_number) REFERENCES cards (council_id, card_number) ) WITHOUT ROWID

-- trigger corrected_cards.corrected_cards_keep_key
CREATE TRIGGER corrected_cards_keep_key BEFORE INSERT ON corrected_cards FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM corrected_cards k WHERE k.council_id = NEW.council_id AND k.number = NEW.number AND k.card_number =
    NEW.card_number) BEGIN SELECT RAISE(ABORT, 'a key of corrected_cards is unique, and a row has this one
    already'); END

-- trigger corrected_cards.corrected_cards_no_delete
CREATE TRIGGER corrected_cards_no_delete BEFORE DELETE ON corrected_cards FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'corrected_cards are never deleted'); END

-- trigger corrected_cards.corrected_cards_no_update
CREATE TRIGGER corrected_cards_no_update BEFORE UPDATE ON corrected_cards FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'corrected_cards are never updated'); END

-- table corrected_references
CREATE TABLE corrected_references ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, decision_id INTEGER
    NOT NULL, row_no INTEGER NOT NULL, wrong VARCHAR NOT NULL, normalised VARCHAR NOT NULL, wrong_account_id
    INTEGER, account_id INTEGER, CONSTRAINT pk_corrected_references PRIMARY KEY (council_id, number),
    CONSTRAINT fk_corrected_references_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_corrected_references_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id), CONSTRAINT
    fk_corrected_references_wrong_account_id FOREIGN KEY(wrong_account_id) REFERENCES accounts (id),
    CONSTRAINT fk_corrected_references_account_id FOREIGN KEY(account_id) REFERENCES accounts (id), CONSTRAINT
    ck_corrected_references_number CHECK (number > 0 AND row_no > 0), CONSTRAINT ck_corrected_references_wrong
    CHECK (wrong <> ''), CONSTRAINT ck_corrected_references_another CHECK (account_id IS NULL OR
    wrong_account_id IS NULL OR account_id <> wrong_account_id) ) WITHOUT ROWID

-- index corrected_references.ix_corrected_references_wrong
CREATE INDEX ix_corrected_references_wrong ON corrected_references (council_id, wrong, number)

-- trigger corrected_references.corrected_references_insert
CREATE TRIGGER corrected_references_insert BEFORE INSERT ON corrected_references FOR EACH ROW WHEN NOT EXISTS
    (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id AND d.council_id = NEW.council_id AND d.kind =
    'correct_references' AND d.state = 'applied' AND d.needs_two = 1) BEGIN SELECT RAISE(ABORT, 'a reference
    is corrected by two people'); END

-- trigger corrected_references.corrected_references_keep_key
CREATE TRIGGER corrected_references_keep_key BEFORE INSERT ON corrected_references FOR EACH ROW WHEN EXISTS
    (SELECT 1 FROM corrected_references k WHERE k.council_id = NEW.council_id AND k.number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'a key of corrected_references is unique, and a row has this one already'); END

-- trigger corrected_references.corrected_references_no_delete
CREATE TRIGGER corrected_references_no_delete BEFORE DELETE ON corrected_references FOR EACH ROW WHEN 1 BEGIN
    SELECT RAISE(ABORT, 'corrected_references are never deleted'); END

-- trigger corrected_references.corrected_references_no_update
CREATE TRIGGER corrected_references_no_update BEFORE UPDATE ON corrected_references FOR EACH ROW WHEN 1 BEGIN
    SELECT RAISE(ABORT, 'corrected_references are never updated'); END

-- table councils
CREATE TABLE councils ( id INTEGER NOT NULL, code VARCHAR NOT NULL, name VARCHAR NOT NULL, last_night DATE,
    last_night_at VARCHAR(27), CONSTRAINT pk_councils PRIMARY KEY (id), CONSTRAINT uq_councils_code UNIQUE
    (code) )

-- trigger councils.councils_keep
CREATE TRIGGER councils_keep BEFORE UPDATE ON councils FOR EACH ROW WHEN NEW.id IS DISTINCT FROM OLD.id OR
    NEW.code IS DISTINCT FROM OLD.code OR NEW.last_night < OLD.last_night OR (OLD.last_night IS NOT NULL AND
    NEW.last_night IS NULL) BEGIN SELECT RAISE(ABORT, 'the code of a council is never changed, and its newest
    night never goes back'); END

-- trigger councils.councils_keep_key
CREATE TRIGGER councils_keep_key BEFORE INSERT ON councils FOR EACH ROW WHEN EXISTS (SELECT 1 FROM councils k
    WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM councils k WHERE k.code = NEW.code) BEGIN SELECT
    RAISE(ABORT, 'a key of councils is unique, and a row has this one already'); END

-- trigger councils.councils_keep_others
CREATE TRIGGER councils_keep_others BEFORE UPDATE OF id, code, rowid, oid, _rowid_ ON councils FOR EACH ROW
    WHEN EXISTS (SELECT 1 FROM councils k WHERE k.id = NEW.id AND NOT (k.id = OLD.id)) OR EXISTS (SELECT 1
    FROM councils k WHERE k.code = NEW.code AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a key of
    councils is unique, and a row has this one already'); END

-- trigger councils.councils_no_delete
CREATE TRIGGER councils_no_delete BEFORE DELETE ON councils FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'councils are never deleted'); END

-- trigger councils.councils_positive
CREATE TRIGGER councils_positive AFTER INSERT ON councils FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of councils begin at 1'); END

-- table customer_sessions
CREATE TABLE customer_sessions ( secret_hash VARCHAR(64) NOT NULL, council_id INTEGER NOT NULL, card_number
    VARCHAR NOT NULL, link_no INTEGER NOT NULL, begun_at VARCHAR(27) NOT NULL, ends_at VARCHAR(27) NOT NULL,
    asked TEXT NOT NULL, CONSTRAINT pk_customer_sessions PRIMARY KEY (secret_hash), CONSTRAINT
    ck_customer_sessions_secret_hash CHECK (length(secret_hash) = 64), CONSTRAINT
    fk_customer_sessions_council_id FOREIGN KEY(council_id, card_number, link_no) REFERENCES card_links
    (council_id, card_number, number) ) WITHOUT ROWID

-- index customer_sessions.ix_customer_sessions_ends_at
CREATE INDEX ix_customer_sessions_ends_at ON customer_sessions (ends_at)

-- trigger customer_sessions.customer_sessions_keep_key
CREATE TRIGGER customer_sessions_keep_key BEFORE INSERT ON customer_sessions FOR EACH ROW WHEN EXISTS (SELECT
    1 FROM customer_sessions k WHERE k.secret_hash = NEW.secret_hash) BEGIN SELECT RAISE(ABORT, 'a key of
    customer_sessions is unique, and a row has this one already'); END

-- trigger customer_sessions.customer_sessions_update
CREATE TRIGGER customer_sessions_update BEFORE UPDATE ON customer_sessions FOR EACH ROW WHEN NEW.secret_hash
    IS DISTINCT FROM OLD.secret_hash OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.card_number IS
    DISTINCT FROM OLD.card_number OR NEW.link_no IS DISTINCT FROM OLD.link_no OR NEW.begun_at IS DISTINCT FROM
    OLD.begun_at OR NEW.ends_at IS DISTINCT FROM OLD.ends_at BEGIN SELECT RAISE(ABORT, 'of a session only what
    was asked changes'); END

-- table customer_tries
CREATE TABLE customer_tries ( id INTEGER NOT NULL, source VARCHAR(64) NOT NULL, tried_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_customer_tries PRIMARY KEY (id) )

-- index customer_tries.ix_customer_tries_source
CREATE INDEX ix_customer_tries_source ON customer_tries (source, tried_at)

-- trigger customer_tries.customer_tries_keep_key
CREATE TRIGGER customer_tries_keep_key BEFORE INSERT ON customer_tries FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    customer_tries k WHERE k.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a key of customer_tries is unique, and a
    row has this one already'); END

-- trigger customer_tries.customer_tries_update
CREATE TRIGGER customer_tries_update BEFORE UPDATE ON customer_tries FOR EACH ROW WHEN 1 = 1 BEGIN SELECT
    RAISE(ABORT, 'a try that failed is never changed'); END

-- table day_exceptions
CREATE TABLE day_exceptions ( decision_id INTEGER NOT NULL, council_id INTEGER NOT NULL, contract_id INTEGER
    NOT NULL, day DATE NOT NULL, check_name VARCHAR NOT NULL, why VARCHAR NOT NULL, until DATE NOT NULL,
    difference_pence BIGINT, CONSTRAINT pk_day_exceptions PRIMARY KEY (decision_id), CONSTRAINT
    fk_day_exceptions_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id), CONSTRAINT
    fk_day_exceptions_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_day_exceptions_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id) ) WITHOUT ROWID

-- index day_exceptions.ix_day_exceptions_day
CREATE INDEX ix_day_exceptions_day ON day_exceptions (council_id, day, contract_id, check_name)

-- trigger day_exceptions.day_exceptions_insert
CREATE TRIGGER day_exceptions_insert BEFORE INSERT ON day_exceptions FOR EACH ROW WHEN NOT EXISTS (SELECT 1
    FROM decisions d WHERE d.id = NEW.decision_id AND d.council_id = NEW.council_id AND d.kind =
    'sign_exception' AND d.state = 'applied') BEGIN SELECT RAISE(ABORT, 'an exception is signed by two
    people'); END

-- trigger day_exceptions.day_exceptions_keep_key
CREATE TRIGGER day_exceptions_keep_key BEFORE INSERT ON day_exceptions FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    day_exceptions k WHERE k.decision_id = NEW.decision_id) BEGIN SELECT RAISE(ABORT, 'a key of day_exceptions
    is unique, and a row has this one already'); END

-- trigger day_exceptions.day_exceptions_no_delete
CREATE TRIGGER day_exceptions_no_delete BEFORE DELETE ON day_exceptions FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'day_exceptions are never deleted'); END

-- trigger day_exceptions.day_exceptions_no_update
CREATE TRIGGER day_exceptions_no_update BEFORE UPDATE ON day_exceptions FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'day_exceptions are never updated'); END

-- table decision_subjects
CREATE TABLE decision_subjects ( decision_id INTEGER NOT NULL, subject VARCHAR NOT NULL, council_id INTEGER
    NOT NULL, person_key VARCHAR NOT NULL, pence BIGINT NOT NULL, waiting INTEGER NOT NULL, CONSTRAINT
    pk_decision_subjects PRIMARY KEY (decision_id, subject), CONSTRAINT ck_decision_subjects_pence CHECK
    (pence >= 0), CONSTRAINT ck_decision_subjects_waiting CHECK (waiting IN (0, 1)), CONSTRAINT
    fk_decision_subjects_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_decision_subjects_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id) ) WITHOUT ROWID

-- index decision_subjects.ix_decision_subjects_subject
CREATE INDEX ix_decision_subjects_subject ON decision_subjects (council_id, subject)

-- index decision_subjects.uq_decision_subjects_waiting
CREATE UNIQUE INDEX uq_decision_subjects_waiting ON decision_subjects (council_id, subject) WHERE waiting = 1

-- trigger decision_subjects.decision_subjects_insert
CREATE TRIGGER decision_subjects_insert BEFORE INSERT ON decision_subjects FOR EACH ROW WHEN NOT EXISTS
    (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id AND d.council_id = NEW.council_id AND
    d.proposer_key = NEW.person_key) BEGIN SELECT RAISE(ABORT, 'a subject is decided by the person and the
    council of its decision'); END

-- trigger decision_subjects.decision_subjects_keep_key
CREATE TRIGGER decision_subjects_keep_key BEFORE INSERT ON decision_subjects FOR EACH ROW WHEN EXISTS (SELECT
    1 FROM decision_subjects k WHERE k.decision_id = NEW.decision_id AND k.subject = NEW.subject) OR EXISTS
    (SELECT 1 FROM decision_subjects k WHERE k.council_id = NEW.council_id AND k.subject = NEW.subject AND
    k.waiting = 1 AND NEW.waiting = 1) BEGIN SELECT RAISE(ABORT, 'a key of decision_subjects is unique, and a
    row has this one already'); END

-- trigger decision_subjects.decision_subjects_no_delete
CREATE TRIGGER decision_subjects_no_delete BEFORE DELETE ON decision_subjects FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'decision_subjects are never deleted'); END

-- trigger decision_subjects.decision_subjects_update
CREATE TRIGGER decision_subjects_update BEFORE UPDATE ON decision_subjects FOR EACH ROW WHEN NEW.decision_id
    IS DISTINCT FROM OLD.decision_id OR NEW.subject IS DISTINCT FROM OLD.subject OR NEW.council_id IS DISTINCT
    FROM OLD.council_id OR NEW.person_key IS DISTINCT FROM OLD.person_key OR NEW.pence IS DISTINCT FROM
    OLD.pence OR OLD.waiting = 0 BEGIN SELECT RAISE(ABORT, 'a subject stops waiting once'); END

-- table decisions
CREATE TABLE decisions ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, number INTEGER NOT NULL, kind
    VARCHAR NOT NULL, subject VARCHAR NOT NULL, amount_pence BIGINT NOT NULL, terms TEXT NOT NULL, reason
    VARCHAR NOT NULL, needs_two INTEGER NOT NULL, state VARCHAR NOT NULL, proposed_by VARCHAR NOT NULL,
    proposer_key VARCHAR NOT NULL, proposed_at VARCHAR(27) NOT NULL, decided_by VARCHAR, decider_key VARCHAR,
    decided_at VARCHAR(27), decided_reason VARCHAR DEFAULT '' NOT NULL, CONSTRAINT pk_decisions PRIMARY KEY
    (id), CONSTRAINT ck_decisions_decided CHECK ((state = 'proposed') = (decided_at IS NULL)), CONSTRAINT
    ck_decisions_two_people CHECK (decider_key IS NULL OR state = 'withdrawn' OR (decider_key <> proposer_key
    AND lower(trim(decided_by)) <> lower(trim(proposed_by)))), CONSTRAINT ck_decisions_second_person CHECK
    (needs_two = 0 OR state NOT IN ('applied', 'refused') OR decided_by IS NOT NULL), CONSTRAINT
    ck_decisions_waits CHECK (state <> 'proposed' OR (needs_two = 1 AND decided_by IS NULL)), CONSTRAINT
    ck_decisions_state CHECK (state IN ('proposed', 'applied', 'refused', 'withdrawn')), CONSTRAINT
    ck_decisions_named CHECK (trim(proposed_by) <> '' AND trim(decided_by) <> ''), CONSTRAINT
    ck_decisions_decider CHECK ((decided_by IS NULL) = (decider_key IS NULL)), CONSTRAINT
    ck_decisions_needs_two CHECK (needs_two IN (0, 1)), CONSTRAINT fk_decisions_council_id FOREIGN
    KEY(council_id) REFERENCES councils (id) )

-- index decisions.ix_decisions_state
CREATE INDEX ix_decisions_state ON decisions (council_id, state)

-- index decisions.uq_decisions_number
CREATE UNIQUE INDEX uq_decisions_number ON decisions (council_id, number)

-- trigger decisions.decisions_insert
CREATE TRIGGER decisions_insert BEFORE INSERT ON decisions FOR EACH ROW WHEN NEW.number <> coalesce((SELECT
    max(d.number) FROM decisions d WHERE d.council_id = NEW.council_id), 0) + 1 OR NOT (NEW.state = 'proposed'
    OR (NEW.state = 'applied' AND NEW.needs_two = 0 AND NEW.decided_by IS NULL)) BEGIN SELECT RAISE(ABORT, 'a
    decision begins as proposed, or as applied where one person is enough, with the next number'); END

-- trigger decisions.decisions_keep_key
CREATE TRIGGER decisions_keep_key BEFORE INSERT ON decisions FOR EACH ROW WHEN EXISTS (SELECT 1 FROM decisions
    k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM decisions k WHERE k.council_id = NEW.council_id AND
    k.number = NEW.number) BEGIN SELECT RAISE(ABORT, 'a key of decisions is unique, and a row has this one
    already'); END

-- trigger decisions.decisions_no_delete
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'decisions are never deleted'); END

-- trigger decisions.decisions_one_person
CREATE TRIGGER decisions_one_person BEFORE UPDATE ON decisions FOR EACH ROW WHEN NEW.state IN ('applied',
    'refused') AND NEW.proposer_key <> NEW.decider_key AND EXISTS (SELECT 1 FROM people p WHERE
    (NEW.proposer_key IN (p.email, lower(p.os_user)) OR EXISTS (SELECT 1 FROM person_users w WHERE w.person_id
    = p.id AND w.os_user = NEW.proposer_key AND NOT EXISTS (SELECT 1 FROM people q WHERE lower(q.os_user) =
    w.os_user AND q.id <> p.id))) AND (NEW.decider_key IN (p.email, lower(p.os_user)) OR EXISTS (SELECT 1 FROM
    person_users w WHERE w.person_id = p.id AND w.os_user = NEW.decider_key AND NOT EXISTS (SELECT 1 FROM
    people q WHERE lower(q.os_user) = w.os_user AND q.id <> p.id)))) BEGIN SELECT RAISE(ABORT, 'another person
    decides what one proposed under another name'); END

-- trigger decisions.decisions_positive
CREATE TRIGGER decisions_positive AFTER INSERT ON decisions FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of decisions begin at 1'); END

-- trigger decisions.decisions_update
CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions FOR EACH ROW WHEN OLD.state <> 'proposed' OR
    NEW.state = 'proposed' OR NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id
    OR NEW.number IS DISTINCT FROM OLD.number OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.subject IS DISTINCT
    FROM OLD.subject OR NEW.amount_pence IS DISTINCT FROM OLD.amount_pence OR NEW.terms IS DISTINCT FROM
    OLD.terms OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.needs_two IS DISTINCT FROM OLD.needs_two OR
    NEW.proposed_by IS DISTINCT FROM OLD.proposed_by OR NEW.proposer_key IS DISTINCT FROM OLD.proposer_key OR
    NEW.proposed_at IS DISTINCT FROM OLD.proposed_at OR NEW.rowid <> OLD.rowid BEGIN SELECT RAISE(ABORT, 'a
    decision gets its verdict once, and nothing else of it changes'); END

-- table duplicates
CREATE TABLE duplicates ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, original_file_id INTEGER NOT
    NULL, original_row_no INTEGER NOT NULL, CONSTRAINT pk_duplicates PRIMARY KEY (file_id, row_no), CONSTRAINT
    fk_duplicates_file_id_row_no FOREIGN KEY(file_id, row_no) REFERENCES lines (file_id, row_no) ) WITHOUT
    ROWID

-- trigger duplicates.duplicates_keep_key
CREATE TRIGGER duplicates_keep_key BEFORE INSERT ON duplicates FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    duplicates k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no) BEGIN SELECT RAISE(ABORT, 'a key of
    duplicates is unique, and a row has this one already'); END

-- trigger duplicates.duplicates_no_delete
CREATE TRIGGER duplicates_no_delete BEFORE DELETE ON duplicates FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'duplicates are never deleted'); END

-- trigger duplicates.duplicates_no_update
CREATE TRIGGER duplicates_no_update BEFORE UPDATE ON duplicates FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'duplicates are never updated'); END

-- table enquiries
CREATE TABLE enquiries ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, opened_at VARCHAR(27) NOT NULL,
    opened_by VARCHAR NOT NULL, due_on DATE NOT NULL, account_id INTEGER, network VARCHAR NOT NULL, paid_on
    DATE, amount_pence BIGINT, card_ending VARCHAR NOT NULL, outlet VARCHAR NOT NULL, receipt VARCHAR NOT
    NULL, note VARCHAR NOT NULL, CONSTRAINT pk_enquiries PRIMARY KEY (council_id, number), CONSTRAINT
    fk_enquiries_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_enquiries_account_id FOREIGN KEY(account_id) REFERENCES accounts (id), CONSTRAINT ck_enquiries_number
    CHECK (number > 0), CONSTRAINT ck_enquiries_note CHECK (trim(note) <> '') ) WITHOUT ROWID

-- trigger enquiries.enquiries_in_order
CREATE TRIGGER enquiries_in_order BEFORE INSERT ON enquiries FOR EACH ROW WHEN NEW.number <> coalesce((SELECT
    max(e.number) FROM enquiries e WHERE e.council_id = NEW.council_id), 0) + 1 OR (NEW.account_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id))
    BEGIN SELECT RAISE(ABORT, 'an enquiry has the next number, and an account of its council'); END

-- trigger enquiries.enquiries_keep_key
CREATE TRIGGER enquiries_keep_key BEFORE INSERT ON enquiries FOR EACH ROW WHEN EXISTS (SELECT 1 FROM enquiries
    k WHERE k.council_id = NEW.council_id AND k.number = NEW.number) BEGIN SELECT RAISE(ABORT, 'a key of
    enquiries is unique, and a row has this one already'); END

-- trigger enquiries.enquiries_no_delete
CREATE TRIGGER enquiries_no_delete BEFORE DELETE ON enquiries FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'enquiries are never deleted'); END

-- trigger enquiries.enquiries_no_update
CREATE TRIGGER enquiries_no_update BEFORE UPDATE ON enquiries FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'enquiries are never updated'); END

-- table enquiry_events
CREATE TABLE enquiry_events ( council_id INTEGER NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL,
    happened_at VARCHAR(27) NOT NULL, actor VARCHAR NOT NULL, kind VARCHAR NOT NULL, file_id INTEGER, row_no
    INTEGER, outcome VARCHAR NOT NULL, note VARCHAR NOT NULL, CONSTRAINT pk_enquiry_events PRIMARY KEY
    (council_id, number, place), CONSTRAINT fk_enquiry_events_council_id_number FOREIGN KEY(council_id,
    number) REFERENCES enquiries (council_id, number), CONSTRAINT ck_enquiry_events_kind CHECK (kind IN
    ('found', 'answered')), CONSTRAINT ck_enquiry_events_found CHECK ((kind = 'found') = (file_id IS NOT NULL)
    AND (file_id IS NULL) = (row_no IS NULL)), CONSTRAINT ck_enquiry_events_answer CHECK ((kind = 'answered')
    = (outcome <> '') AND outcome IN ('', 'found', 'not_found', 'withdrawn') AND (kind = 'found' OR trim(note)
    <> '')) ) WITHOUT ROWID

-- trigger enquiry_events.enquiry_events_in_order
CREATE TRIGGER enquiry_events_in_order BEFORE INSERT ON enquiry_events FOR EACH ROW WHEN NEW.place <>
    coalesce((SELECT max(e.place) FROM enquiry_events e WHERE e.council_id = NEW.council_id AND e.number =
    NEW.number), 0) + 1 OR EXISTS (SELECT 1 FROM enquiry_events e WHERE e.council_id = NEW.council_id AND
    e.number = NEW.number AND e.kind = 'answered') BEGIN SELECT RAISE(ABORT, 'what happens to an enquiry
    follows in order, and nothing follows its answer'); END

-- trigger enquiry_events.enquiry_events_keep_key
CREATE TRIGGER enquiry_events_keep_key BEFORE INSERT ON enquiry_events FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    enquiry_events k WHERE k.council_id = NEW.council_id AND k.number = NEW.number AND k.place = NEW.place)
    BEGIN SELECT RAISE(ABORT, 'a key of enquiry_events is unique, and a row has this one already'); END

-- trigger enquiry_events.enquiry_events_no_delete
CREATE TRIGGER enquiry_events_no_delete BEFORE DELETE ON enquiry_events FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'enquiry_events are never deleted'); END

-- trigger enquiry_events.enquiry_events_no_update
CREATE TRIGGER enquiry_events_no_update BEFORE UPDATE ON enquiry_events FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'enquiry_events are never updated'); END

-- table files
CREATE TABLE files ( id INTEGER NOT NULL, council_id INTEGER, contract_id INTEGER, name VARCHAR NOT NULL,
    sha256 VARCHAR(64) NOT NULL, size_bytes INTEGER NOT NULL, layout VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    series VARCHAR NOT NULL, sequence INTEGER, position INTEGER, created_on DATE, state VARCHAR NOT NULL,
    rejected INTEGER DEFAULT '0' NOT NULL, row_count INTEGER NOT NULL, total_pence BIGINT NOT NULL, reason
    VARCHAR NOT NULL, received_at VARCHAR(27) NOT NULL, decided_at VARCHAR(27), read_by VARCHAR(64) DEFAULT ''
    NOT NULL, CONSTRAINT pk_files PRIMARY KEY (id), CONSTRAINT ck_files_accepted_has_contract CHECK (state <>
    'accepted' OR contract_id IS NOT NULL OR (contract_id IS NULL AND council_id IS NOT NULL AND kind IN
    ('bank', 'opening', 'references'))), CONSTRAINT ck_files_state CHECK (state IN ('accepted', 'quarantined',
    'held', 'repeat')), CONSTRAINT ck_files_council CHECK ((contract_id IS NULL) = (council_id IS NULL) OR
    (contract_id IS NULL AND council_id IS NOT NULL AND kind IN ('bank', 'opening', 'references'))),
    CONSTRAINT fk_files_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id), CONSTRAINT
    fk_files_council_id FOREIGN KEY(council_id) REFERENCES councils (id) )

-- index files.ix_files_contract_sha256
CREATE INDEX ix_files_contract_sha256 ON files (contract_id, sha256)

-- index files.ix_files_undecided
CREATE INDEX ix_files_undecided ON files (council_id, id) WHERE state = 'accepted' AND decided_at IS NULL

-- index files.ix_files_waiting
CREATE INDEX ix_files_waiting ON files (id) WHERE state IN ('quarantined', 'held') AND rejected = 0

-- index files.uq_files_accepted_position
CREATE UNIQUE INDEX uq_files_accepted_position ON files (contract_id, series, position) WHERE state =
    'accepted'

-- index files.uq_files_bytes
CREATE UNIQUE INDEX uq_files_bytes ON files (coalesce(contract_id, 0), name, sha256)

-- index files.uq_files_id_contract
CREATE UNIQUE INDEX uq_files_id_contract ON files (id, contract_id)

-- trigger files.files_came_once
CREATE TRIGGER files_came_once BEFORE UPDATE ON files FOR EACH ROW WHEN OLD.state <> 'accepted' AND
    NEW.received_at IS DISTINCT FROM OLD.received_at BEGIN SELECT RAISE(ABORT, 'when a file came is never
    changed'); END

-- trigger files.files_decided_0
CREATE TRIGGER files_decided_0 BEFORE UPDATE ON files FOR EACH ROW WHEN OLD.decided_at IS NULL AND
    NEW.decided_at IS NOT NULL AND EXISTS ( SELECT 1 FROM ( SELECT count(*) AS n, coalesce(sum(amount_pence),
    0) AS total, max(contract_id) AS most, min(contract_id) AS least FROM lines WHERE file_id = NEW.id ) AS t
    WHERE NEW.kind = 'payments' AND (n <> NEW.row_count OR total <> NEW.total_pence OR most <> NEW.contract_id
    OR least <> NEW.contract_id) ) BEGIN SELECT RAISE(ABORT, 'the lines of the file are not those that its
    totals promise'); END

-- trigger files.files_decided_1
CREATE TRIGGER files_decided_1 BEFORE UPDATE ON files FOR EACH ROW WHEN OLD.decided_at IS NULL AND
    NEW.decided_at IS NOT NULL AND EXISTS ( SELECT 1 FROM ( SELECT coalesce(sum(c.postings), 0) AS n,
    coalesce(sum(c.total_pence), 0) AS total FROM batches b JOIN batch_controls c ON c.batch_id = b.id WHERE
    b.file_id = NEW.id ) AS p, ( SELECT count(*) AS n, coalesce(sum(l.amount_pence), 0) AS total FROM
    duplicates d JOIN lines l ON l.file_id = d.file_id AND l.row_no = d.row_no WHERE d.file_id = NEW.id ) AS d
    WHERE NEW.kind = 'payments' AND (p.n + d.n <> NEW.row_count OR p.total + d.total <> NEW.total_pence) )
    BEGIN SELECT RAISE(ABORT, 'a line of the file is neither posted nor in suspense nor offset nor a
    duplicate, or its amount changed'); END

-- trigger files.files_keep
CREATE TRIGGER files_keep BEFORE UPDATE ON files FOR EACH ROW WHEN NEW.id IS DISTINCT FROM OLD.id OR NEW.name
    IS DISTINCT FROM OLD.name OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.size_bytes IS DISTINCT FROM
    OLD.size_bytes OR OLD.decided_at IS NOT NULL OR (OLD.state = 'accepted' AND (NEW.council_id IS DISTINCT
    FROM OLD.council_id OR NEW.contract_id IS DISTINCT FROM OLD.contract_id OR NEW.layout IS DISTINCT FROM
    OLD.layout OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.series IS DISTINCT FROM OLD.series OR NEW.sequence
    IS DISTINCT FROM OLD.sequence OR NEW.position IS DISTINCT FROM OLD.position OR NEW.created_on IS DISTINCT
    FROM OLD.created_on OR NEW.state IS DISTINCT FROM OLD.state OR NEW.rejected IS DISTINCT FROM OLD.rejected
    OR NEW.row_count IS DISTINCT FROM OLD.row_count OR NEW.total_pence IS DISTINCT FROM OLD.total_pence OR
    NEW.reason IS DISTINCT FROM OLD.reason OR NEW.received_at IS DISTINCT FROM OLD.received_at)) BEGIN SELECT
    RAISE(ABORT, 'this file is settled'); END

-- trigger files.files_keep_key
CREATE TRIGGER files_keep_key BEFORE INSERT ON files FOR EACH ROW WHEN EXISTS (SELECT 1 FROM files k WHERE
    k.id = NEW.id) OR EXISTS (SELECT 1 FROM files k WHERE coalesce(k.contract_id, 0) =
    coalesce(NEW.contract_id, 0) AND k.name = NEW.name AND k.sha256 = NEW.sha256) OR EXISTS (SELECT 1 FROM
    files k WHERE k.contract_id = NEW.contract_id AND k.series = NEW.series AND k.position = NEW.position AND
    k.state = 'accepted' AND NEW.state = 'accepted') BEGIN SELECT RAISE(ABORT, 'a key of files is unique, and
    a row has this one already'); END

-- trigger files.files_keep_others
CREATE TRIGGER files_keep_others BEFORE UPDATE OF id, contract_id, name, sha256, series, position, state,
    rowid, oid, _rowid_ ON files FOR EACH ROW WHEN EXISTS (SELECT 1 FROM files k WHERE k.id = NEW.id AND NOT
    (k.id = OLD.id)) OR EXISTS (SELECT 1 FROM files k WHERE coalesce(k.contract_id, 0) =
    coalesce(NEW.contract_id, 0) AND k.name = NEW.name AND k.sha256 = NEW.sha256 AND NOT (k.id = OLD.id)) OR
    EXISTS (SELECT 1 FROM files k WHERE k.contract_id = NEW.contract_id AND k.series = NEW.series AND
    k.position = NEW.position AND k.state = 'accepted' AND NEW.state = 'accepted' AND NOT (k.id = OLD.id))
    BEGIN SELECT RAISE(ABORT, 'a key of files is unique, and a row has this one already'); END

-- trigger files.files_no_delete
CREATE TRIGGER files_no_delete BEFORE DELETE ON files FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'files are
    never deleted'); END

-- trigger files.files_positive
CREATE TRIGGER files_positive AFTER INSERT ON files FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT RAISE(ABORT,
    'ids of files begin at 1'); END

-- table handed_in_lists
CREATE TABLE handed_in_lists ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, office VARCHAR NOT NULL,
    list_name VARCHAR NOT NULL, sheet VARCHAR NOT NULL, sha256 VARCHAR(64) NOT NULL, row_count INTEGER NOT
    NULL, handed_in_at VARCHAR(27) NOT NULL, handed_in_by VARCHAR NOT NULL, CONSTRAINT pk_handed_in_lists
    PRIMARY KEY (id), CONSTRAINT fk_handed_in_lists_council_id FOREIGN KEY(council_id) REFERENCES councils
    (id), CONSTRAINT ck_handed_in_lists_row_count CHECK (row_count >= 0) )

-- index handed_in_lists.uq_handed_in_lists_list
CREATE UNIQUE INDEX uq_handed_in_lists_list ON handed_in_lists (council_id, sha256, sheet)

-- trigger handed_in_lists.handed_in_lists_keep_key
CREATE TRIGGER handed_in_lists_keep_key BEFORE INSERT ON handed_in_lists FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM handed_in_lists k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM handed_in_lists k WHERE k.council_id
    = NEW.council_id AND k.sha256 = NEW.sha256 AND k.sheet = NEW.sheet) BEGIN SELECT RAISE(ABORT, 'a key of
    handed_in_lists is unique, and a row has this one already'); END

-- trigger handed_in_lists.handed_in_lists_no_delete
CREATE TRIGGER handed_in_lists_no_delete BEFORE DELETE ON handed_in_lists FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'handed_in_lists are never deleted'); END

-- trigger handed_in_lists.handed_in_lists_no_update
CREATE TRIGGER handed_in_lists_no_update BEFORE UPDATE ON handed_in_lists FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'handed_in_lists are never updated'); END

-- table kept_forms
CREATE TABLE kept_forms ( id VARCHAR(64) NOT NULL, person_id INTEGER NOT NULL, ends_at VARCHAR(27) NOT NULL,
    address VARCHAR NOT NULL, body TEXT NOT NULL, CONSTRAINT pk_kept_forms PRIMARY KEY (id), CONSTRAINT
    fk_kept_forms_person_id FOREIGN KEY(person_id) REFERENCES people (id) ) WITHOUT ROWID

-- index kept_forms.ix_kept_forms_person_id
CREATE INDEX ix_kept_forms_person_id ON kept_forms (person_id)

-- table ledger_accounts
CREATE TABLE ledger_accounts ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, kind VARCHAR NOT NULL, name
    VARCHAR NOT NULL, CONSTRAINT pk_ledger_accounts PRIMARY KEY (id), CONSTRAINT ck_ledger_accounts_kind CHECK
    (kind IN ('customer', 'suspense', 'clearing', 'till', 'bank', 'fees', 'returns', 'written_off',
    'opening')), CONSTRAINT fk_ledger_accounts_council_id FOREIGN KEY(council_id) REFERENCES councils (id) )

-- index ledger_accounts.uq_ledger_accounts_name
CREATE UNIQUE INDEX uq_ledger_accounts_name ON ledger_accounts (council_id, name)

-- trigger ledger_accounts.ledger_accounts_keep_key
CREATE TRIGGER ledger_accounts_keep_key BEFORE INSERT ON ledger_accounts FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM ledger_accounts k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM ledger_accounts k WHERE k.council_id
    = NEW.council_id AND k.name = NEW.name) BEGIN SELECT RAISE(ABORT, 'a key of ledger_accounts is unique, and
    a row has this one already'); END

-- trigger ledger_accounts.ledger_accounts_no_delete
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'ledger_accounts are never deleted'); END

-- trigger ledger_accounts.ledger_accounts_no_update
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE ON ledger_accounts FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'ledger_accounts are never updated'); END

-- trigger ledger_accounts.ledger_accounts_positive
CREATE TRIGGER ledger_accounts_positive AFTER INSERT ON ledger_accounts FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of ledger_accounts begin at 1'); END

-- table lines
CREATE TABLE lines ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, contract_id INTEGER NOT NULL, network
    VARCHAR NOT NULL, kind VARCHAR DEFAULT 'payment' NOT NULL, card_number VARCHAR DEFAULT '' NOT NULL,
    client_reference VARCHAR DEFAULT '' NOT NULL, amount_pence BIGINT NOT NULL, paid_on DATE NOT NULL, paid_at
    VARCHAR DEFAULT '' NOT NULL, outlet VARCHAR DEFAULT '' NOT NULL, receipt VARCHAR DEFAULT '' NOT NULL,
    receipt_day INTEGER DEFAULT '0' NOT NULL, original_receipt VARCHAR DEFAULT '' NOT NULL, capture VARCHAR
    DEFAULT '' NOT NULL, tender VARCHAR DEFAULT '' NOT NULL, CONSTRAINT pk_lines PRIMARY KEY (file_id,
    row_no), CONSTRAINT ck_lines_kind CHECK (kind = 'payment' OR kind = 'reversed' OR kind = 'reversal'),
    CONSTRAINT ck_lines_amount CHECK (amount_pence <> 0), CONSTRAINT fk_lines_file_id FOREIGN KEY(file_id,
    contract_id) REFERENCES files (id, contract_id) ) WITHOUT ROWID

-- index lines.ix_lines_original_receipt
CREATE INDEX ix_lines_original_receipt ON lines (contract_id, original_receipt, receipt_day) WHERE
    original_receipt <> ''

-- trigger lines.lines_keep_key
CREATE TRIGGER lines_keep_key BEFORE INSERT ON lines FOR EACH ROW WHEN EXISTS (SELECT 1 FROM lines k WHERE
    k.file_id = NEW.file_id AND k.row_no = NEW.row_no) BEGIN SELECT RAISE(ABORT, 'a key of lines is unique,
    and a row has this one already'); END

-- trigger lines.lines_no_delete
CREATE TRIGGER lines_no_delete BEFORE DELETE ON lines FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'lines are
    never deleted'); END

-- trigger lines.lines_no_update
CREATE TRIGGER lines_no_update BEFORE UPDATE ON lines FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'lines are
    never updated'); END

-- table match_ends
CREATE TABLE match_ends ( match_id INTEGER NOT NULL, ended_on DATE NOT NULL, ended_by VARCHAR NOT NULL,
    ended_at VARCHAR(27) NOT NULL, why VARCHAR NOT NULL, CONSTRAINT pk_match_ends PRIMARY KEY (match_id),
    CONSTRAINT ck_match_ends_why CHECK (why IN ('taken_back', 'lapsed', 'accepted', 'refused')), CONSTRAINT
    fk_match_ends_match_id FOREIGN KEY(match_id) REFERENCES matches (id) )

-- trigger match_ends.match_ends_amount
CREATE TRIGGER match_ends_amount BEFORE INSERT ON match_ends FOR EACH ROW WHEN EXISTS (SELECT 1 FROM matches o
    JOIN bank_entries e ON e.file_id = o.file_id AND e.row_no = o.row_no WHERE o.id = NEW.match_id AND
    ((o.state = 'confirmed') <> (NEW.why = 'taken_back') OR (o.state = 'confirmed' AND (((SELECT
    coalesce(sum(m.amount_pence), 0) FROM matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND
    m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) -
    o.amount_pence > e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence >= 0) OR ((SELECT
    coalesce(sum(m.amount_pence), 0) FROM matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND
    m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) -
    o.amount_pence < e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence <= 0))))) BEGIN
    SELECT RAISE(ABORT, 'a confirmed match is taken back, and what is left never explains more than the
    entry'); END

-- trigger match_ends.match_ends_keep_key
CREATE TRIGGER match_ends_keep_key BEFORE INSERT ON match_ends FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    match_ends k WHERE k.match_id = NEW.match_id) BEGIN SELECT RAISE(ABORT, 'a key of match_ends is unique,
    and a row has this one already'); END

-- trigger match_ends.match_ends_no_delete
CREATE TRIGGER match_ends_no_delete BEFORE DELETE ON match_ends FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'match_ends are never deleted'); END

-- trigger match_ends.match_ends_no_update
CREATE TRIGGER match_ends_no_update BEFORE UPDATE ON match_ends FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'match_ends are never updated'); END

-- trigger match_ends.match_ends_positive
CREATE TRIGGER match_ends_positive AFTER INSERT ON match_ends FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of match_ends begin at 1'); END

-- table matches
CREATE TABLE matches ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, due
    VARCHAR NOT NULL, file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, amount_pence BIGINT NOT NULL,
    fee_pence BIGINT DEFAULT '0' NOT NULL, rule VARCHAR NOT NULL, state VARCHAR NOT NULL, reason VARCHAR NOT
    NULL, made_on DATE NOT NULL, made_by VARCHAR NOT NULL, made_at VARCHAR(27) NOT NULL, CONSTRAINT pk_matches
    PRIMARY KEY (id), CONSTRAINT ck_matches_rule CHECK (rule IN ('exact', 'run', 'parts', 'subset',
    'difference', 'manual')), CONSTRAINT ck_matches_state CHECK (state IN ('confirmed', 'proposed')),
    CONSTRAINT ck_matches_amount CHECK (amount_pence <> 0), CONSTRAINT fk_matches_contract_id FOREIGN
    KEY(contract_id) REFERENCES contracts (id), CONSTRAINT fk_matches_council_id FOREIGN KEY(council_id)
    REFERENCES councils (id), CONSTRAINT fk_matches_file_id_row_no FOREIGN KEY(file_id, row_no) REFERENCES
    bank_entries (file_id, row_no) )

-- index matches.ix_matches_due
CREATE INDEX ix_matches_due ON matches (contract_id, due)

-- index matches.ix_matches_entry
CREATE INDEX ix_matches_entry ON matches (file_id, row_no)

-- trigger matches.matches_amount
CREATE TRIGGER matches_amount BEFORE INSERT ON matches FOR EACH ROW WHEN NEW.state = 'confirmed' AND EXISTS
    (SELECT 1 FROM bank_entries e WHERE e.file_id = NEW.file_id AND e.row_no = NEW.row_no AND (((SELECT
    coalesce(sum(m.amount_pence), 0) FROM matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND
    m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) +
    NEW.amount_pence > e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence >= 0) OR ((SELECT
    coalesce(sum(m.amount_pence), 0) FROM matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND
    m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) +
    NEW.amount_pence < e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence <= 0))) BEGIN
    SELECT RAISE(ABORT, 'matches never explain more than the entry'); END

-- trigger matches.matches_insert
CREATE TRIGGER matches_insert BEFORE INSERT ON matches FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM
    bank_entries e WHERE e.file_id = NEW.file_id AND e.row_no = NEW.row_no AND e.council_id = NEW.council_id
    AND e.contract_id = NEW.contract_id) BEGIN SELECT RAISE(ABORT, 'a match explains an entry of its own
    contract'); END

-- trigger matches.matches_keep_key
CREATE TRIGGER matches_keep_key BEFORE INSERT ON matches FOR EACH ROW WHEN EXISTS (SELECT 1 FROM matches k
    WHERE k.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a key of matches is unique, and a row has this one
    already'); END

-- trigger matches.matches_no_delete
CREATE TRIGGER matches_no_delete BEFORE DELETE ON matches FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'matches are never deleted'); END

-- trigger matches.matches_no_update
CREATE TRIGGER matches_no_update BEFORE UPDATE ON matches FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'matches are never updated'); END

-- trigger matches.matches_positive
CREATE TRIGGER matches_positive AFTER INSERT ON matches FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of matches begin at 1'); END

-- table opening_items
CREATE TABLE opening_items ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, council_id INTEGER NOT NULL,
    contract_id INTEGER NOT NULL, due VARCHAR NOT NULL, due_on DATE NOT NULL, amount_pence BIGINT NOT NULL,
    CONSTRAINT pk_opening_items PRIMARY KEY (file_id, row_no), CONSTRAINT ck_opening_items_amount CHECK
    (amount_pence <> 0), CONSTRAINT fk_opening_items_contract_id FOREIGN KEY(contract_id) REFERENCES contracts
    (id), CONSTRAINT fk_opening_items_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_opening_items_file_id FOREIGN KEY(file_id) REFERENCES files (id) ) WITHOUT ROWID

-- index opening_items.uq_opening_items_due
CREATE UNIQUE INDEX uq_opening_items_due ON opening_items (contract_id, due)

-- trigger opening_items.opening_items_keep_key
CREATE TRIGGER opening_items_keep_key BEFORE INSERT ON opening_items FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    opening_items k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no) OR EXISTS (SELECT 1 FROM
    opening_items k WHERE k.contract_id = NEW.contract_id AND k.due = NEW.due) BEGIN SELECT RAISE(ABORT, 'a
    key of opening_items is unique, and a row has this one already'); END

-- trigger opening_items.opening_items_no_delete
CREATE TRIGGER opening_items_no_delete BEFORE DELETE ON opening_items FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'opening_items are never deleted'); END

-- trigger opening_items.opening_items_no_update
CREATE TRIGGER opening_items_no_update BEFORE UPDATE ON opening_items FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'opening_items are never updated'); END

-- table outgoing_batches
CREATE TABLE outgoing_batches ( batch_id INTEGER NOT NULL, run_id INTEGER NOT NULL, CONSTRAINT
    pk_outgoing_batches PRIMARY KEY (batch_id), CONSTRAINT fk_outgoing_batches_batch_id FOREIGN KEY(batch_id)
    REFERENCES batches (id), CONSTRAINT fk_outgoing_batches_run_id FOREIGN KEY(run_id) REFERENCES
    outgoing_runs (id) )

-- index outgoing_batches.ix_outgoing_batches_run_id
CREATE INDEX ix_outgoing_batches_run_id ON outgoing_batches (run_id)

-- trigger outgoing_batches.outgoing_batches_keep_key
CREATE TRIGGER outgoing_batches_keep_key BEFORE INSERT ON outgoing_batches FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM outgoing_batches k WHERE k.batch_id = NEW.batch_id) BEGIN SELECT RAISE(ABORT, 'a key of
    outgoing_batches is unique, and a row has this one already'); END

-- trigger outgoing_batches.outgoing_batches_no_delete
CREATE TRIGGER outgoing_batches_no_delete BEFORE DELETE ON outgoing_batches FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'outgoing_batches are never deleted'); END

-- trigger outgoing_batches.outgoing_batches_no_update
CREATE TRIGGER outgoing_batches_no_update BEFORE UPDATE ON outgoing_batches FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'outgoing_batches are never updated'); END

-- trigger outgoing_batches.outgoing_batches_positive
CREATE TRIGGER outgoing_batches_positive AFTER INSERT ON outgoing_batches FOR EACH ROW WHEN NEW.rowid < 1
    BEGIN SELECT RAISE(ABORT, 'ids of outgoing_batches begin at 1'); END

-- table outgoing_files
CREATE TABLE outgoing_files ( run_id INTEGER NOT NULL, name VARCHAR NOT NULL, fund VARCHAR NOT NULL, sha256
    VARCHAR(64) NOT NULL, row_count INTEGER NOT NULL, total_pence BIGINT NOT NULL, placed_at VARCHAR(27),
    CONSTRAINT pk_outgoing_files PRIMARY KEY (run_id, name), CONSTRAINT fk_outgoing_files_run_id FOREIGN
    KEY(run_id) REFERENCES outgoing_runs (id) )

-- index outgoing_files.ix_outgoing_files_placed_at
CREATE INDEX ix_outgoing_files_placed_at ON outgoing_files (placed_at)

-- trigger outgoing_files.outgoing_files_keep_key
CREATE TRIGGER outgoing_files_keep_key BEFORE INSERT ON outgoing_files FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    outgoing_files k WHERE k.rowid = NEW.rowid) OR EXISTS (SELECT 1 FROM outgoing_files k WHERE k.run_id =
    NEW.run_id AND k.name = NEW.name) BEGIN SELECT RAISE(ABORT, 'a key of outgoing_files is unique, and a row
    has this one already'); END

-- trigger outgoing_files.outgoing_files_no_delete
CREATE TRIGGER outgoing_files_no_delete BEFORE DELETE ON outgoing_files FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'outgoing_files are never deleted'); END

-- trigger outgoing_files.outgoing_files_positive
CREATE TRIGGER outgoing_files_positive AFTER INSERT ON outgoing_files FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of outgoing_files begin at 1'); END

-- trigger outgoing_files.outgoing_files_set_once
CREATE TRIGGER outgoing_files_set_once BEFORE UPDATE ON outgoing_files FOR EACH ROW WHEN OLD.placed_at IS NOT
    NULL OR NEW.placed_at IS NULL OR NEW.run_id IS DISTINCT FROM OLD.run_id OR NEW.name IS DISTINCT FROM
    OLD.name OR NEW.fund IS DISTINCT FROM OLD.fund OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.row_count
    IS DISTINCT FROM OLD.row_count OR NEW.total_pence IS DISTINCT FROM OLD.total_pence OR NEW.rowid <>
    OLD.rowid BEGIN SELECT RAISE(ABORT, 'an outgoing file is never changed, and put in its place once'); END

-- table outgoing_held
CREATE TABLE outgoing_held ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, step INTEGER NOT NULL, part
    INTEGER NOT NULL, run_id INTEGER NOT NULL, left_run_id INTEGER, CONSTRAINT pk_outgoing_held PRIMARY KEY
    (file_id, row_no, step, part), CONSTRAINT fk_outgoing_held_file_id_row_no_step_part FOREIGN KEY(file_id,
    row_no, step, part) REFERENCES postings (file_id, row_no, step, part), CONSTRAINT fk_outgoing_held_run_id
    FOREIGN KEY(run_id) REFERENCES outgoing_runs (id), CONSTRAINT fk_outgoing_held_left_run_id FOREIGN
    KEY(left_run_id) REFERENCES outgoing_runs (id), CONSTRAINT ck_outgoing_held_later CHECK (left_run_id >
    run_id) ) WITHOUT ROWID

-- index outgoing_held.ix_outgoing_held_left_run_id
CREATE INDEX ix_outgoing_held_left_run_id ON outgoing_held (left_run_id)

-- index outgoing_held.ix_outgoing_held_run_id
CREATE INDEX ix_outgoing_held_run_id ON outgoing_held (run_id)

-- trigger outgoing_held.outgoing_held_keep_key
CREATE TRIGGER outgoing_held_keep_key BEFORE INSERT ON outgoing_held FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    outgoing_held k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no AND k.step = NEW.step AND k.part =
    NEW.part) BEGIN SELECT RAISE(ABORT, 'a key of outgoing_held is unique, and a row has this one already');
    END

-- trigger outgoing_held.outgoing_held_no_delete
CREATE TRIGGER outgoing_held_no_delete BEFORE DELETE ON outgoing_held FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'outgoing_held are never deleted'); END

-- trigger outgoing_held.outgoing_held_of_its_run
CREATE TRIGGER outgoing_held_of_its_run BEFORE INSERT ON outgoing_held FOR EACH ROW WHEN NEW.left_run_id IS
    NOT NULL OR NOT EXISTS ( SELECT 1 FROM postings p JOIN outgoing_batches b ON b.batch_id = p.batch_id WHERE
    p.file_id = NEW.file_id AND p.row_no = NEW.row_no AND p.step = NEW.step AND p.part = NEW.part AND b.run_id
    = NEW.run_id) BEGIN SELECT RAISE(ABORT, 'a posting is held back by the run that its batch leaves with');
    END

-- trigger outgoing_held.outgoing_held_set_once
CREATE TRIGGER outgoing_held_set_once BEFORE UPDATE ON outgoing_held FOR EACH ROW WHEN OLD.left_run_id IS NOT
    NULL OR NEW.left_run_id IS NULL OR NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.row_no IS DISTINCT FROM
    OLD.row_no OR NEW.step IS DISTINCT FROM OLD.step OR NEW.part IS DISTINCT FROM OLD.part OR NEW.run_id IS
    DISTINCT FROM OLD.run_id OR NOT EXISTS ( SELECT 1 FROM outgoing_runs r JOIN outgoing_runs later ON
    later.council_id = r.council_id WHERE r.id = NEW.run_id AND later.id = NEW.left_run_id AND later.id >
    r.id) BEGIN SELECT RAISE(ABORT, 'a posting that was held back leaves once, with a later run of its
    council'); END

-- table outgoing_runs
CREATE TABLE outgoing_runs ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, night DATE NOT NULL, written_at
    VARCHAR(27) NOT NULL, CONSTRAINT pk_outgoing_runs PRIMARY KEY (id), CONSTRAINT fk_outgoing_runs_council_id
    FOREIGN KEY(council_id) REFERENCES councils (id) )

-- index outgoing_runs.uq_outgoing_runs_night
CREATE UNIQUE INDEX uq_outgoing_runs_night ON outgoing_runs (council_id, night)

-- trigger outgoing_runs.outgoing_runs_keep_key
CREATE TRIGGER outgoing_runs_keep_key BEFORE INSERT ON outgoing_runs FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    outgoing_runs k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM outgoing_runs k WHERE k.council_id =
    NEW.council_id AND k.night = NEW.night) BEGIN SELECT RAISE(ABORT, 'a key of outgoing_runs is unique, and a
    row has this one already'); END

-- trigger outgoing_runs.outgoing_runs_no_delete
CREATE TRIGGER outgoing_runs_no_delete BEFORE DELETE ON outgoing_runs FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'outgoing_runs are never deleted'); END

-- trigger outgoing_runs.outgoing_runs_no_update
CREATE TRIGGER outgoing_runs_no_update BEFORE UPDATE ON outgoing_runs FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'outgoing_runs are never updated'); END

-- trigger outgoing_runs.outgoing_runs_positive
CREATE TRIGGER outgoing_runs_positive AFTER INSERT ON outgoing_runs FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of outgoing_runs begin at 1'); END

-- table outlet_reversals
CREATE TABLE outlet_reversals ( file_id INTEGER NOT NULL, paid_on DATE NOT NULL, outlet VARCHAR NOT NULL,
    contract_id INTEGER NOT NULL, reversals INTEGER NOT NULL, total_pence BIGINT NOT NULL, CONSTRAINT
    pk_outlet_reversals PRIMARY KEY (file_id, paid_on, outlet), CONSTRAINT ck_outlet_reversals_counted CHECK
    (reversals > 0), CONSTRAINT fk_outlet_reversals_file_id_contract_id FOREIGN KEY(file_id, contract_id)
    REFERENCES files (id, contract_id) ) WITHOUT ROWID

-- index outlet_reversals.ix_outlet_reversals_day
CREATE INDEX ix_outlet_reversals_day ON outlet_reversals (contract_id, paid_on)

-- trigger outlet_reversals.outlet_reversals_keep_key
CREATE TRIGGER outlet_reversals_keep_key BEFORE INSERT ON outlet_reversals FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM outlet_reversals k WHERE k.file_id = NEW.file_id AND k.paid_on = NEW.paid_on AND k.outlet =
    NEW.outlet) BEGIN SELECT RAISE(ABORT, 'a key of outlet_reversals is unique, and a row has this one
    already'); END

-- trigger outlet_reversals.outlet_reversals_no_delete
CREATE TRIGGER outlet_reversals_no_delete BEFORE DELETE ON outlet_reversals FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'outlet_reversals are never deleted'); END

-- trigger outlet_reversals.outlet_reversals_no_update
CREATE TRIGGER outlet_reversals_no_update BEFORE UPDATE ON outlet_reversals FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'outlet_reversals are never updated'); END

-- table payment_days
CREATE TABLE payment_days ( file_id INTEGER NOT NULL, paid_on DATE NOT NULL, network VARCHAR NOT NULL,
    contract_id INTEGER NOT NULL, payments INTEGER NOT NULL, total_pence BIGINT NOT NULL, CONSTRAINT
    pk_payment_days PRIMARY KEY (file_id, paid_on, network), CONSTRAINT ck_payment_days_counted CHECK
    (payments > 0), CONSTRAINT fk_payment_days_file_id_contract_id FOREIGN KEY(file_id, contract_id)
    REFERENCES files (id, contract_id) ) WITHOUT ROWID

-- index payment_days.ix_payment_days_day
CREATE INDEX ix_payment_days_day ON payment_days (contract_id, paid_on)

-- trigger payment_days.payment_days_keep_key
CREATE TRIGGER payment_days_keep_key BEFORE INSERT ON payment_days FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    payment_days k WHERE k.file_id = NEW.file_id AND k.paid_on = NEW.paid_on AND k.network = NEW.network)
    BEGIN SELECT RAISE(ABORT, 'a key of payment_days is unique, and a row has this one already'); END

-- trigger payment_days.payment_days_no_delete
CREATE TRIGGER payment_days_no_delete BEFORE DELETE ON payment_days FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'payment_days are never deleted'); END

-- trigger payment_days.payment_days_no_update
CREATE TRIGGER payment_days_no_update BEFORE UPDATE ON payment_days FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'payment_days are never updated'); END

-- table people
CREATE TABLE people ( id INTEGER NOT NULL, email VARCHAR NOT NULL, state VARCHAR NOT NULL, os_user VARCHAR,
    issuer VARCHAR, subject VARCHAR, password_hash VARCHAR, password_set_at VARCHAR(27), factor_secret TEXT,
    factor_step BIGINT DEFAULT '0' NOT NULL, added_at VARCHAR(27) NOT NULL, CONSTRAINT pk_people PRIMARY KEY
    (id), CONSTRAINT ck_people_state CHECK (state IN ('invited', 'active', 'disabled', 'removed')), CONSTRAINT
    ck_people_email CHECK (email <> '' AND email = lower(email)), CONSTRAINT ck_people_password CHECK
    ((password_hash IS NULL) = (password_set_at IS NULL)), CONSTRAINT ck_people_provider CHECK ((issuer IS
    NULL) = (subject IS NULL)) )

-- index people.uq_people_email
CREATE UNIQUE INDEX uq_people_email ON people (email)

-- index people.uq_people_os_user
CREATE UNIQUE INDEX uq_people_os_user ON people (os_user)

-- index people.uq_people_subject
CREATE UNIQUE INDEX uq_people_subject ON people (issuer, subject)

-- trigger people.people_keep_key
CREATE TRIGGER people_keep_key BEFORE INSERT ON people FOR EACH ROW WHEN EXISTS (SELECT 1 FROM people k WHERE
    k.id = NEW.id OR k.email = NEW.email OR k.os_user = NEW.os_user OR (k.issuer = NEW.issuer AND k.subject =
    NEW.subject)) BEGIN SELECT RAISE(ABORT, 'a key of people is unique, and a row has this one already'); END

-- trigger people.people_no_delete
CREATE TRIGGER people_no_delete BEFORE DELETE ON people FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'people
    are never deleted'); END

-- trigger people.people_same
CREATE TRIGGER people_same BEFORE UPDATE ON people FOR EACH ROW WHEN NEW.id <> OLD.id OR NEW.email <>
    OLD.email OR NEW.added_at <> OLD.added_at OR EXISTS (SELECT 1 FROM people k WHERE k.id <> OLD.id AND
    (k.email = NEW.email OR k.os_user = NEW.os_user OR (k.issuer = NEW.issuer AND k.subject = NEW.subject)))
    BEGIN SELECT RAISE(ABORT, 'a person keeps their number and their address'); END

-- table person_roles
CREATE TABLE person_roles ( person_id INTEGER NOT NULL, council_id INTEGER NOT NULL, role VARCHAR NOT NULL,
    CONSTRAINT pk_person_roles PRIMARY KEY (person_id, council_id, role), CONSTRAINT fk_person_roles_person_id
    FOREIGN KEY(person_id) REFERENCES people (id), CONSTRAINT fk_person_roles_council_id FOREIGN
    KEY(council_id) REFERENCES councils (id), CONSTRAINT ck_person_roles_role CHECK (role IN
    ('housing_officer', 'finance_officer', 'finance_manager', 'auditor', 'administrator')) ) WITHOUT ROWID

-- index person_roles.ix_person_roles_council_id
CREATE INDEX ix_person_roles_council_id ON person_roles (council_id)

-- table person_users
CREATE TABLE person_users ( person_id INTEGER NOT NULL, os_user VARCHAR NOT NULL, CONSTRAINT pk_person_users
    PRIMARY KEY (person_id, os_user), CONSTRAINT fk_person_users_person_id FOREIGN KEY(person_id) REFERENCES
    people (id) ) WITHOUT ROWID

-- index person_users.ix_person_users_os_user
CREATE INDEX ix_person_users_os_user ON person_users (os_user)

-- trigger person_users.person_users_keep_key
CREATE TRIGGER person_users_keep_key BEFORE INSERT ON person_users FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    person_users k WHERE k.person_id = NEW.person_id AND k.os_user = NEW.os_user) BEGIN SELECT RAISE(ABORT, 'a
    key of person_users is unique, and a row has this one already'); END

-- trigger person_users.person_users_no_delete
CREATE TRIGGER person_users_no_delete BEFORE DELETE ON person_users FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'person_users are never deleted'); END

-- trigger person_users.person_users_no_update
CREATE TRIGGER person_users_no_update BEFORE UPDATE ON person_users FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'person_users are never updated'); END

-- table postings
CREATE TABLE postings ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, step INTEGER NOT NULL, batch_id
    INTEGER NOT NULL, debit_id INTEGER NOT NULL, credit_id INTEGER NOT NULL, amount_pence BIGINT NOT NULL,
    rule VARCHAR, reason VARCHAR, part INTEGER DEFAULT '1' NOT NULL, CONSTRAINT pk_postings PRIMARY KEY
    (file_id, row_no, step, part), CONSTRAINT ck_postings_part CHECK (part >= 1 AND (step > 0 OR part = 1)),
    CONSTRAINT ck_postings_rule_or_reason CHECK ((rule IS NULL) <> (reason IS NULL)), CONSTRAINT
    ck_postings_amount CHECK (amount_pence <> 0), CONSTRAINT ck_postings_two_accounts CHECK (debit_id <>
    credit_id) ) WITHOUT ROWID

-- index postings.ix_postings_brought
CREATE INDEX ix_postings_brought ON postings (batch_id) WHERE rule = 'bank' OR rule = 'opening'

-- index postings.ix_postings_moved_from
CREATE INDEX ix_postings_moved_from ON postings (debit_id) WHERE step > 0

-- index postings.ix_postings_moved_to
CREATE INDEX ix_postings_moved_to ON postings (credit_id) WHERE step > 0

-- index postings.ix_postings_moves
CREATE INDEX ix_postings_moves ON postings (batch_id) WHERE step > 0

-- trigger postings.postings_keep_key
CREATE TRIGGER postings_keep_key BEFORE INSERT ON postings FOR EACH ROW WHEN EXISTS (SELECT 1 FROM postings k
    WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no AND k.step = NEW.step AND k.part = NEW.part) BEGIN
    SELECT RAISE(ABORT, 'a key of postings is unique, and a row has this one already'); END

-- trigger postings.postings_no_delete
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'postings are never deleted'); END

-- trigger postings.postings_no_update
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'postings are never updated'); END

-- trigger postings.postings_open_batch
CREATE TRIGGER postings_open_batch AFTER INSERT ON postings FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM
    batches b WHERE b.id = NEW.batch_id AND ( (NEW.step = 0 AND b.file_id = NEW.file_id) OR (NEW.step > 0 AND
    b.file_id IS NULL))) OR EXISTS (SELECT 1 FROM batch_controls c WHERE c.batch_id = NEW.batch_id) BEGIN
    SELECT RAISE(ABORT, 'a posting joins an open batch of its own kind'); END

-- table problems
CREATE TABLE problems ( id INTEGER NOT NULL, council_id INTEGER, contract_id INTEGER, kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL, message VARCHAR NOT NULL, action VARCHAR NOT NULL, opened_at VARCHAR(27) NOT
    NULL, closed_at VARCHAR(27), closed_by VARCHAR, note VARCHAR, facts TEXT DEFAULT '{}' NOT NULL, CONSTRAINT
    pk_problems PRIMARY KEY (id), CONSTRAINT fk_problems_contract_id FOREIGN KEY(contract_id) REFERENCES
    contracts (id), CONSTRAINT fk_problems_council_id FOREIGN KEY(council_id) REFERENCES councils (id) )

-- index problems.ix_problems_open
CREATE INDEX ix_problems_open ON problems (council_id, contract_id, kind, subject) WHERE closed_at IS NULL

-- trigger problems.problems_keep
CREATE TRIGGER problems_keep BEFORE UPDATE ON problems FOR EACH ROW WHEN OLD.closed_at IS NOT NULL OR NEW.id
    IS DISTINCT FROM OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.contract_id IS DISTINCT
    FROM OLD.contract_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.subject IS DISTINCT FROM OLD.subject OR
    NEW.opened_at IS DISTINCT FROM OLD.opened_at BEGIN SELECT RAISE(ABORT, 'what a problem is about is never
    changed, and nothing of one that is closed'); END

-- trigger problems.problems_keep_key
CREATE TRIGGER problems_keep_key BEFORE INSERT ON problems FOR EACH ROW WHEN EXISTS (SELECT 1 FROM problems k
    WHERE k.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a key of problems is unique, and a row has this one
    already'); END

-- trigger problems.problems_keep_others
CREATE TRIGGER problems_keep_others BEFORE UPDATE OF id, rowid, oid, _rowid_ ON problems FOR EACH ROW WHEN
    EXISTS (SELECT 1 FROM problems k WHERE k.id = NEW.id AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a
    key of problems is unique, and a row has this one already'); END

-- trigger problems.problems_no_delete
CREATE TRIGGER problems_no_delete BEFORE DELETE ON problems FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'problems are never deleted'); END

-- trigger problems.problems_positive
CREATE TRIGGER problems_positive AFTER INSERT ON problems FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of problems begin at 1'); END

-- table promises
CREATE TABLE promises ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    file_name VARCHAR NOT NULL, row_count INTEGER NOT NULL, gross_pence BIGINT NOT NULL, CONSTRAINT
    pk_promises PRIMARY KEY (file_id, row_no), CONSTRAINT fk_promises_contract_id FOREIGN KEY(contract_id)
    REFERENCES contracts (id), CONSTRAINT fk_promises_file_id FOREIGN KEY(file_id) REFERENCES files (id) )

-- index promises.ix_promises_file_name
CREATE INDEX ix_promises_file_name ON promises (contract_id, file_name)

-- trigger promises.promises_keep_key
CREATE TRIGGER promises_keep_key BEFORE INSERT ON promises FOR EACH ROW WHEN EXISTS (SELECT 1 FROM promises k
    WHERE k.rowid = NEW.rowid) OR EXISTS (SELECT 1 FROM promises k WHERE k.file_id = NEW.file_id AND k.row_no
    = NEW.row_no) BEGIN SELECT RAISE(ABORT, 'a key of promises is unique, and a row has this one already');
    END

-- trigger promises.promises_no_delete
CREATE TRIGGER promises_no_delete BEFORE DELETE ON promises FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'promises are never deleted'); END

-- trigger promises.promises_no_update
CREATE TRIGGER promises_no_update BEFORE UPDATE ON promises FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'promises are never updated'); END

-- trigger promises.promises_positive
CREATE TRIGGER promises_positive AFTER INSERT ON promises FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of promises begin at 1'); END

-- table provider_sign_ins
CREATE TABLE provider_sign_ins ( state VARCHAR(64) NOT NULL, browser VARCHAR(64) NOT NULL, started_at
    VARCHAR(27) NOT NULL, body TEXT NOT NULL, CONSTRAINT pk_provider_sign_ins PRIMARY KEY (state) ) WITHOUT
    ROWID

-- index provider_sign_ins.ix_provider_sign_ins_browser
CREATE INDEX ix_provider_sign_ins_browser ON provider_sign_ins (browser, started_at)

-- table receipts
CREATE TABLE receipts ( contract_id INTEGER NOT NULL, receipt_day INTEGER NOT NULL, receipt VARCHAR NOT NULL,
    file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, CONSTRAINT pk_receipts PRIMARY KEY (contract_id,
    receipt_day, receipt) ) WITHOUT ROWID

-- trigger receipts.receipts_keep_key
CREATE TRIGGER receipts_keep_key BEFORE INSERT ON receipts FOR EACH ROW WHEN EXISTS (SELECT 1 FROM receipts k
    WHERE k.contract_id = NEW.contract_id AND k.receipt_day = NEW.receipt_day AND k.receipt = NEW.receipt)
    BEGIN SELECT RAISE(ABORT, 'a key of receipts is unique, and a row has this one already'); END

-- trigger receipts.receipts_no_delete
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'receipts are never deleted'); END

-- trigger receipts.receipts_no_update
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'receipts are never updated'); END

-- table recovery_codes
CREATE TABLE recovery_codes ( person_id INTEGER NOT NULL, code_hash VARCHAR NOT NULL, CONSTRAINT
    pk_recovery_codes PRIMARY KEY (person_id, code_hash), CONSTRAINT fk_recovery_codes_person_id FOREIGN
    KEY(person_id) REFERENCES people (id) ) WITHOUT ROWID

-- table remote_files
CREATE TABLE remote_files ( council_id INTEGER NOT NULL, owner VARCHAR NOT NULL, name VARCHAR NOT NULL,
    size_bytes INTEGER NOT NULL, modified INTEGER, sha256 VARCHAR(64) NOT NULL, CONSTRAINT pk_remote_files
    PRIMARY KEY (council_id, owner, name), CONSTRAINT fk_remote_files_council_id FOREIGN KEY(council_id)
    REFERENCES councils (id) )

-- table return_figures
CREATE TABLE return_figures ( decision_id INTEGER NOT NULL, place INTEGER NOT NULL, section VARCHAR NOT NULL,
    what VARCHAR NOT NULL, items INTEGER NOT NULL, pence BIGINT, measure VARCHAR NOT NULL, CONSTRAINT
    pk_return_figures PRIMARY KEY (decision_id, place), CONSTRAINT fk_return_figures_decision_id FOREIGN
    KEY(decision_id) REFERENCES decisions (id), CONSTRAINT ck_return_figures_place CHECK (place > 0 AND items
    >= 0) ) WITHOUT ROWID

-- trigger return_figures.return_figures_insert
CREATE TRIGGER return_figures_insert BEFORE INSERT ON return_figures FOR EACH ROW WHEN NOT EXISTS (SELECT 1
    FROM decisions d WHERE d.id = NEW.decision_id AND d.kind = 'monthly_return' AND d.state = 'proposed')
    BEGIN SELECT RAISE(ABORT, 'the figures of a return are written down while it waits for its review'); END

-- trigger return_figures.return_figures_keep_key
CREATE TRIGGER return_figures_keep_key BEFORE INSERT ON return_figures FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    return_figures k WHERE k.decision_id = NEW.decision_id AND k.place = NEW.place) BEGIN SELECT RAISE(ABORT,
    'a key of return_figures is unique, and a row has this one already'); END

-- trigger return_figures.return_figures_no_delete
CREATE TRIGGER return_figures_no_delete BEFORE DELETE ON return_figures FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'return_figures are never deleted'); END

-- trigger return_figures.return_figures_no_update
CREATE TRIGGER return_figures_no_update BEFORE UPDATE ON return_figures FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'return_figures are never updated'); END

-- table reused_receipts
CREATE TABLE reused_receipts ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, contract_id INTEGER NOT
    NULL, receipt_day INTEGER NOT NULL, receipt VARCHAR NOT NULL, CONSTRAINT pk_reused_receipts PRIMARY KEY
    (file_id, row_no), CONSTRAINT fk_reused_receipts_file_id_row_no FOREIGN KEY(file_id, row_no) REFERENCES
    lines (file_id, row_no) ) WITHOUT ROWID

-- index reused_receipts.ix_reused_receipts_key
CREATE INDEX ix_reused_receipts_key ON reused_receipts (contract_id, receipt_day, receipt)

-- trigger reused_receipts.reused_receipts_keep_key
CREATE TRIGGER reused_receipts_keep_key BEFORE INSERT ON reused_receipts FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM reused_receipts k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no) BEGIN SELECT RAISE(ABORT,
    'a key of reused_receipts is unique, and a row has this one already'); END

-- trigger reused_receipts.reused_receipts_no_delete
CREATE TRIGGER reused_receipts_no_delete BEFORE DELETE ON reused_receipts FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'reused_receipts are never deleted'); END

-- trigger reused_receipts.reused_receipts_no_update
CREATE TRIGGER reused_receipts_no_update BEFORE UPDATE ON reused_receipts FOR EACH ROW BEGIN SELECT
    RAISE(ABORT, 'reused_receipts are never updated'); END

-- table reversals
CREATE TABLE reversals ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, original_file_id INTEGER NOT NULL,
    original_row_no INTEGER NOT NULL, council_id INTEGER NOT NULL, CONSTRAINT pk_reversals PRIMARY KEY
    (file_id, row_no), CONSTRAINT fk_reversals_council_id FOREIGN KEY(council_id) REFERENCES councils (id),
    CONSTRAINT fk_reversals_file_id_row_no FOREIGN KEY(file_id, row_no) REFERENCES lines (file_id, row_no),
    CONSTRAINT fk_reversals_original_file_id_original_row_no FOREIGN KEY(original_file_id, original_row_no)
    REFERENCES lines (file_id, row_no) ) WITHOUT ROWID

-- index reversals.uq_reversals_original
CREATE UNIQUE INDEX uq_reversals_original ON reversals (original_file_id, original_row_no)

-- trigger reversals.reversals_keep_key
CREATE TRIGGER reversals_keep_key BEFORE INSERT ON reversals FOR EACH ROW WHEN EXISTS (SELECT 1 FROM reversals
    k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no) OR EXISTS (SELECT 1 FROM reversals k WHERE
    k.original_file_id = NEW.original_file_id AND k.original_row_no = NEW.original_row_no) BEGIN SELECT
    RAISE(ABORT, 'a key of reversals is unique, and a row has this one already'); END

-- trigger reversals.reversals_no_delete
CREATE TRIGGER reversals_no_delete BEFORE DELETE ON reversals FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'reversals are never deleted'); END

-- trigger reversals.reversals_no_update
CREATE TRIGGER reversals_no_update BEFORE UPDATE ON reversals FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'reversals are never updated'); END

-- table set_up_links
CREATE TABLE set_up_links ( digest VARCHAR(64) NOT NULL, person_id INTEGER NOT NULL, ends_at VARCHAR(27) NOT
    NULL, CONSTRAINT pk_set_up_links PRIMARY KEY (digest), CONSTRAINT fk_set_up_links_person_id FOREIGN
    KEY(person_id) REFERENCES people (id) ) WITHOUT ROWID

-- index set_up_links.ix_set_up_links_person_id
CREATE INDEX ix_set_up_links_person_id ON set_up_links (person_id)

-- table sign_in_attempts
CREATE TABLE sign_in_attempts ( "key" VARCHAR(64) NOT NULL, failed INTEGER NOT NULL, last_at VARCHAR(27) NOT
    NULL, CONSTRAINT pk_sign_in_attempts PRIMARY KEY ("key"), CONSTRAINT ck_sign_in_attempts_failed CHECK
    (failed >= 0) ) WITHOUT ROWID

-- table sign_in_log
CREATE TABLE sign_in_log ( id INTEGER NOT NULL, at VARCHAR(27) NOT NULL, person_id INTEGER, event VARCHAR NOT
    NULL, way VARCHAR NOT NULL, source VARCHAR NOT NULL, "by" VARCHAR NOT NULL, CONSTRAINT pk_sign_in_log
    PRIMARY KEY (id), CONSTRAINT fk_sign_in_log_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT ck_sign_in_log_event CHECK (event IN ('signed_in', 'signed_out', 'refused', 'locked_out',
    'set_up', 'proved', 'ended', 'password_changed', 'factor_changed', 'codes_renewed')) )

-- index sign_in_log.ix_sign_in_log_person_id
CREATE INDEX ix_sign_in_log_person_id ON sign_in_log (person_id, id)

-- trigger sign_in_log.sign_in_log_keep_key
CREATE TRIGGER sign_in_log_keep_key BEFORE INSERT ON sign_in_log FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    sign_in_log k WHERE k.id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a key of sign_in_log is unique, and a row
    has this one already'); END

-- trigger sign_in_log.sign_in_log_no_delete
CREATE TRIGGER sign_in_log_no_delete BEFORE DELETE ON sign_in_log FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'sign_in_log is never deleted'); END

-- trigger sign_in_log.sign_in_log_no_update
CREATE TRIGGER sign_in_log_no_update BEFORE UPDATE ON sign_in_log FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'sign_in_log is never updated'); END

-- table signed_returns
CREATE TABLE signed_returns ( council_id INTEGER NOT NULL, month VARCHAR(7) NOT NULL, decision_id INTEGER NOT
    NULL, CONSTRAINT pk_signed_returns PRIMARY KEY (council_id, month), CONSTRAINT
    fk_signed_returns_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_signed_returns_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id) ) WITHOUT ROWID

-- trigger signed_returns.signed_returns_insert
CREATE TRIGGER signed_returns_insert BEFORE INSERT ON signed_returns FOR EACH ROW WHEN NOT EXISTS (SELECT 1
    FROM decisions d WHERE d.id = NEW.decision_id AND d.kind = 'monthly_return' AND d.state = 'applied' AND
    d.needs_two = 1 AND d.council_id = NEW.council_id AND d.subject = NEW.month) BEGIN SELECT RAISE(ABORT, 'a
    return is signed by two people'); END

-- trigger signed_returns.signed_returns_keep_key
CREATE TRIGGER signed_returns_keep_key BEFORE INSERT ON signed_returns FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    signed_returns k WHERE k.council_id = NEW.council_id AND k.month = NEW.month) BEGIN SELECT RAISE(ABORT, 'a
    key of signed_returns is unique, and a row has this one already'); END

-- trigger signed_returns.signed_returns_no_delete
CREATE TRIGGER signed_returns_no_delete BEFORE DELETE ON signed_returns FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'signed_returns are never deleted'); END

-- trigger signed_returns.signed_returns_no_update
CREATE TRIGGER signed_returns_no_update BEFORE UPDATE ON signed_returns FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'signed_returns are never updated'); END

-- table skipped_files
CREATE TABLE skipped_files ( council_id INTEGER NOT NULL, owner VARCHAR NOT NULL, name VARCHAR NOT NULL, since
    DATE NOT NULL, CONSTRAINT pk_skipped_files PRIMARY KEY (council_id, owner, name), CONSTRAINT
    fk_skipped_files_council_id FOREIGN KEY(council_id) REFERENCES councils (id) )

-- table staff_sessions
CREATE TABLE staff_sessions ( digest VARCHAR(64) NOT NULL, person_id INTEGER NOT NULL, stage VARCHAR NOT NULL,
    csrf VARCHAR NOT NULL, source VARCHAR NOT NULL, device VARCHAR NOT NULL, way VARCHAR NOT NULL, started_at
    VARCHAR(27) NOT NULL, seen_at VARCHAR(27) NOT NULL, proved_at VARCHAR(27) NOT NULL, ended_at VARCHAR(27),
    id_token TEXT, factor_offer TEXT, CONSTRAINT pk_staff_sessions PRIMARY KEY (digest), CONSTRAINT
    fk_staff_sessions_person_id FOREIGN KEY(person_id) REFERENCES people (id), CONSTRAINT
    ck_staff_sessions_stage CHECK (stage IN ('code', 'whole')), CONSTRAINT ck_staff_sessions_way CHECK (way IN
    ('password', 'provider')) ) WITHOUT ROWID

-- index staff_sessions.ix_staff_sessions_person_id
CREATE INDEX ix_staff_sessions_person_id ON staff_sessions (person_id, started_at)

-- table statement_lines
CREATE TABLE statement_lines ( file_id INTEGER NOT NULL, extension VARCHAR NOT NULL, amount_pence BIGINT NOT
    NULL, CONSTRAINT pk_statement_lines PRIMARY KEY (file_id, extension), CONSTRAINT
    fk_statement_lines_file_id FOREIGN KEY(file_id) REFERENCES statements (file_id) )

-- trigger statement_lines.statement_lines_keep_key
CREATE TRIGGER statement_lines_keep_key BEFORE INSERT ON statement_lines FOR EACH ROW WHEN EXISTS (SELECT 1
    FROM statement_lines k WHERE k.rowid = NEW.rowid) OR EXISTS (SELECT 1 FROM statement_lines k WHERE
    k.file_id = NEW.file_id AND k.extension = NEW.extension) BEGIN SELECT RAISE(ABORT, 'a key of
    statement_lines is unique, and a row has this one already'); END

-- trigger statement_lines.statement_lines_no_delete
CREATE TRIGGER statement_lines_no_delete BEFORE DELETE ON statement_lines FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'statement_lines are never deleted'); END

-- trigger statement_lines.statement_lines_no_update
CREATE TRIGGER statement_lines_no_update BEFORE UPDATE ON statement_lines FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'statement_lines are never updated'); END

-- trigger statement_lines.statement_lines_positive
CREATE TRIGGER statement_lines_positive AFTER INSERT ON statement_lines FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of statement_lines begin at 1'); END

-- table statements
CREATE TABLE statements ( file_id INTEGER NOT NULL, contract_id INTEGER NOT NULL, opening_on DATE NOT NULL,
    closing_on DATE NOT NULL, opening_pence BIGINT NOT NULL, credits_pence BIGINT NOT NULL, debits_pence
    BIGINT NOT NULL, closing_pence BIGINT NOT NULL, CONSTRAINT pk_statements PRIMARY KEY (file_id), CONSTRAINT
    ck_statements_sums CHECK (opening_pence + credits_pence - debits_pence = closing_pence), CONSTRAINT
    fk_statements_contract_id FOREIGN KEY(contract_id) REFERENCES contracts (id), CONSTRAINT
    fk_statements_file_id FOREIGN KEY(file_id) REFERENCES files (id) )

-- trigger statements.statements_keep_key
CREATE TRIGGER statements_keep_key BEFORE INSERT ON statements FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    statements k WHERE k.file_id = NEW.file_id) BEGIN SELECT RAISE(ABORT, 'a key of statements is unique, and
    a row has this one already'); END

-- trigger statements.statements_no_delete
CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'statements are never deleted'); END

-- trigger statements.statements_no_update
CREATE TRIGGER statements_no_update BEFORE UPDATE ON statements FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT,
    'statements are never updated'); END

-- trigger statements.statements_positive
CREATE TRIGGER statements_positive AFTER INSERT ON statements FOR EACH ROW WHEN NEW.rowid < 1 BEGIN SELECT
    RAISE(ABORT, 'ids of statements begin at 1'); END

-- table suspense_items
CREATE TABLE suspense_items ( id INTEGER NOT NULL, council_id INTEGER NOT NULL, contract_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, reason VARCHAR NOT NULL, since DATE NOT NULL, state
    VARCHAR NOT NULL, taken_by VARCHAR, account_id INTEGER, rule VARCHAR, closed_on DATE, CONSTRAINT
    pk_suspense_items PRIMARY KEY (id), CONSTRAINT ck_suspense_items_closed_on CHECK ((state = 'open') =
    (closed_on IS NULL)), CONSTRAINT ck_suspense_items_account CHECK ((state = 'posted') = (account_id IS NOT
    NULL)), CONSTRAINT ck_suspense_items_state CHECK (state IN ('open', 'posted', 'offset', 'split',
    'returned', 'written_off')), CONSTRAINT fk_suspense_items_account_id FOREIGN KEY(account_id) REFERENCES
    accounts (id), CONSTRAINT fk_suspense_items_contract_id FOREIGN KEY(contract_id) REFERENCES contracts
    (id), CONSTRAINT fk_suspense_items_council_id FOREIGN KEY(council_id) REFERENCES councils (id), CONSTRAINT
    fk_suspense_items_file_id_row_no FOREIGN KEY(file_id, row_no) REFERENCES lines (file_id, row_no) )

-- index suspense_items.ix_suspense_items_by_hand
CREATE INDEX ix_suspense_items_by_hand ON suspense_items (council_id, id) WHERE rule = 'manual'

-- index suspense_items.ix_suspense_items_oldest
CREATE INDEX ix_suspense_items_oldest ON suspense_items (council_id, since, id) WHERE state = 'open'

-- index suspense_items.ix_suspense_items_open
CREATE INDEX ix_suspense_items_open ON suspense_items (council_id, id) WHERE state = 'open'

-- index suspense_items.uq_suspense_items_line
CREATE UNIQUE INDEX uq_suspense_items_line ON suspense_items (file_id, row_no)

-- trigger suspense_items.suspense_items_keep_key
CREATE TRIGGER suspense_items_keep_key BEFORE INSERT ON suspense_items FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    suspense_items k WHERE k.id = NEW.id) OR EXISTS (SELECT 1 FROM suspense_items k WHERE k.file_id =
    NEW.file_id AND k.row_no = NEW.row_no) BEGIN SELECT RAISE(ABORT, 'a key of suspense_items is unique, and a
    row has this one already'); END

-- trigger suspense_items.suspense_items_keep_others
CREATE TRIGGER suspense_items_keep_others BEFORE UPDATE OF id, file_id, row_no, rowid, oid, _rowid_ ON
    suspense_items FOR EACH ROW WHEN EXISTS (SELECT 1 FROM suspense_items k WHERE k.id = NEW.id AND NOT (k.id
    = OLD.id)) OR EXISTS (SELECT 1 FROM suspense_items k WHERE k.file_id = NEW.file_id AND k.row_no =
    NEW.row_no AND NOT (k.id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a key of suspense_items is unique, and a
    row has this one already'); END

-- trigger suspense_items.suspense_items_no_delete
CREATE TRIGGER suspense_items_no_delete BEFORE DELETE ON suspense_items FOR EACH ROW WHEN 1 BEGIN SELECT
    RAISE(ABORT, 'suspense_items are never deleted'); END

-- trigger suspense_items.suspense_items_of_line
CREATE TRIGGER suspense_items_of_line BEFORE INSERT ON suspense_items FOR EACH ROW WHEN NEW.contract_id IS NOT
    (SELECT contract_id FROM lines l WHERE l.file_id = NEW.file_id AND l.row_no = NEW.row_no) OR
    NEW.council_id IS NOT (SELECT council_id FROM contracts c WHERE c.id = NEW.contract_id) BEGIN SELECT
    RAISE(ABORT, 'an item of suspense belongs to the contract and council of its line'); END

-- trigger suspense_items.suspense_items_positive
CREATE TRIGGER suspense_items_positive AFTER INSERT ON suspense_items FOR EACH ROW WHEN NEW.rowid < 1 BEGIN
    SELECT RAISE(ABORT, 'ids of suspense_items begin at 1'); END

-- trigger suspense_items.suspense_items_stay
CREATE TRIGGER suspense_items_stay BEFORE UPDATE OF council_id, contract_id, file_id, row_no ON suspense_items
    FOR EACH ROW WHEN NEW.council_id <> OLD.council_id OR NEW.contract_id <> OLD.contract_id OR NEW.file_id <>
    OLD.file_id OR NEW.row_no <> OLD.row_no BEGIN SELECT RAISE(ABORT, 'an item of suspense stays with its
    line'); END

-- table suspense_notes
CREATE TABLE suspense_notes ( file_id INTEGER NOT NULL, row_no INTEGER NOT NULL, number INTEGER NOT NULL,
    council_id INTEGER NOT NULL, written_by VARCHAR NOT NULL, written_at VARCHAR(27) NOT NULL, note VARCHAR
    NOT NULL, assigned_to VARCHAR, due_on DATE, CONSTRAINT pk_suspense_notes PRIMARY KEY (file_id, row_no,
    number), CONSTRAINT ck_suspense_notes_number CHECK (number > 0), CONSTRAINT ck_suspense_notes_due CHECK
    (due_on IS NULL OR assigned_to <> ''), CONSTRAINT fk_suspense_notes_file_id_row_no FOREIGN KEY(file_id,
    row_no) REFERENCES lines (file_id, row_no), CONSTRAINT fk_suspense_notes_council_id FOREIGN
    KEY(council_id) REFERENCES councils (id) ) WITHOUT ROWID

-- trigger suspense_notes.suspense_notes_keep_key
CREATE TRIGGER suspense_notes_keep_key BEFORE INSERT ON suspense_notes FOR EACH ROW WHEN EXISTS (SELECT 1 FROM
    suspense_notes k WHERE k.file_id = NEW.file_id AND k.row_no = NEW.row_no AND k.number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'a key of suspense_notes is unique, and a row has this one already'); END

-- trigger suspense_notes.suspense_notes_no_delete
CREATE TRIGGER suspense_notes_no_delete BEFORE DELETE ON suspense_notes FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'suspense_notes are never deleted'); END

-- trigger suspense_notes.suspense_notes_no_update
CREATE TRIGGER suspense_notes_no_update BEFORE UPDATE ON suspense_notes FOR EACH ROW BEGIN SELECT RAISE(ABORT,
    'suspense_notes are never updated'); END

-- table unlisted_files
CREATE TABLE unlisted_files ( file_id INTEGER NOT NULL, CONSTRAINT pk_unlisted_files PRIMARY KEY (file_id),
    CONSTRAINT fk_unlisted_files_file_id_files FOREIGN KEY(file_id) REFERENCES files (id) )

-- table work
CREATE TABLE work ( id INTEGER NOT NULL, council_id INTEGER, kind VARCHAR NOT NULL, arguments TEXT NOT NULL,
    asked_at VARCHAR(27) NOT NULL, asked_by VARCHAR NOT NULL, state VARCHAR NOT NULL, attempt INTEGER NOT
    NULL, worker VARCHAR NOT NULL, began_at VARCHAR(27), heartbeat_at VARCHAR(27), ended_at VARCHAR(27), doing
    VARCHAR NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL, reason VARCHAR NOT NULL, result TEXT NOT
    NULL, CONSTRAINT pk_work PRIMARY KEY (id), CONSTRAINT fk_work_council_id FOREIGN KEY(council_id)
    REFERENCES councils (id), CONSTRAINT ck_work_state CHECK (state IN ('waiting', 'running', 'done',
    'failed')), CONSTRAINT ck_work_ended CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
    CONSTRAINT ck_work_running CHECK (state <> 'running' OR (worker <> '' AND began_at IS NOT NULL AND
    heartbeat_at IS NOT NULL)), CONSTRAINT ck_work_reason CHECK (state <> 'failed' OR trim(reason) <> ''),
    CONSTRAINT ck_work_counts CHECK (attempt >= 0 AND done >= 0 AND total >= 0), CONSTRAINT ck_work_named
    CHECK (trim(asked_by) <> '' AND kind <> '') )

-- index work.ix_work_about
CREATE INDEX ix_work_about ON work (kind, arguments, id)

-- index work.ix_work_state
CREATE INDEX ix_work_state ON work (state, id)

-- index work.uq_work_unended
CREATE UNIQUE INDEX uq_work_unended ON work (kind, arguments) WHERE state IN ('waiting', 'running')

-- trigger work.work_begins
CREATE TRIGGER work_begins BEFORE INSERT ON work FOR EACH ROW WHEN NEW.state <> 'waiting' OR NEW.attempt <> 0
    OR NEW.result <> '' BEGIN SELECT RAISE(ABORT, 'work begins by waiting'); END

-- trigger work.work_ends
CREATE TRIGGER work_ends BEFORE UPDATE ON work FOR EACH ROW WHEN OLD.state IN ('done', 'failed') OR (OLD.state
    = 'waiting' AND NEW.state = 'done') OR NEW.attempt < OLD.attempt OR NEW.id IS DISTINCT FROM OLD.id OR
    NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.arguments IS
    DISTINCT FROM OLD.arguments OR NEW.asked_at IS DISTINCT FROM OLD.asked_at OR NEW.asked_by IS DISTINCT FROM
    OLD.asked_by OR NEW.rowid <> OLD.rowid BEGIN SELECT RAISE(ABORT, 'work that has ended stays as it is, and
    what was asked for never changes'); END

-- trigger work.work_keep_key
CREATE TRIGGER work_keep_key BEFORE INSERT ON work FOR EACH ROW WHEN EXISTS (SELECT 1 FROM work k WHERE k.id =
    NEW.id) OR EXISTS (SELECT 1 FROM work k WHERE k.kind = NEW.kind AND k.arguments = NEW.arguments AND
    k.state IN ('waiting', 'running')) BEGIN SELECT RAISE(ABORT, 'a key of work is unique, and a row has this
    one already'); END

-- trigger work.work_no_delete
CREATE TRIGGER work_no_delete BEFORE DELETE ON work FOR EACH ROW WHEN 1 BEGIN SELECT RAISE(ABORT, 'work are
    never deleted'); END


-- table accepted_files
file_id bigint NOT NULL, contract_id bigint NOT NULL, accepted_at character varying(27) NOT NULL, own_day date
    NOT NULL, settles_on date, till_pence bigint NOT NULL

-- constraint accepted_files.fk_accepted_files_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint accepted_files.fk_accepted_files_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint accepted_files.pk_accepted_files
PRIMARY KEY (file_id)

-- index accepted_files.ix_accepted_files_contract_id
CREATE INDEX ix_accepted_files_contract_id ON accepted_files USING btree (contract_id)

-- trigger accepted_files.accepted_files_no_delete
CREATE TRIGGER accepted_files_no_delete BEFORE DELETE ON accepted_files FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger accepted_files.accepted_files_no_truncate
CREATE TRIGGER accepted_files_no_truncate BEFORE TRUNCATE ON accepted_files FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger accepted_files.accepted_files_no_update
CREATE TRIGGER accepted_files_no_update BEFORE UPDATE ON accepted_files FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table account_payments
account_id bigint NOT NULL, file_id bigint NOT NULL, row_no integer NOT NULL

-- constraint account_payments.pk_account_payments
PRIMARY KEY (account_id, file_id, row_no)

-- trigger account_payments.account_payments_no_delete
CREATE TRIGGER account_payments_no_delete BEFORE DELETE ON account_payments FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger account_payments.account_payments_no_truncate
CREATE TRIGGER account_payments_no_truncate BEFORE TRUNCATE ON account_payments FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger account_payments.account_payments_no_update
CREATE TRIGGER account_payments_no_update BEFORE UPDATE ON account_payments FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table account_references
council_id bigint NOT NULL, form character varying NOT NULL, reference character varying NOT NULL, accounts
    integer NOT NULL, account_id bigint

-- constraint account_references.ck_account_references_form
CHECK (((form)::text = ANY ((ARRAY['exact'::character varying, 'normalised'::character varying])::text[])))

-- constraint account_references.ck_account_references_one_account
CHECK (((accounts = 1) = (account_id IS NOT NULL)))

-- constraint account_references.fk_account_references_account_id
FOREIGN KEY (account_id) REFERENCES accounts(id)

-- constraint account_references.fk_account_references_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint account_references.pk_account_references
PRIMARY KEY (council_id, form, reference)

-- table accounts
id bigint NOT NULL, council_id bigint NOT NULL, fund character varying NOT NULL, reference character varying
    NOT NULL, match_reference character varying NOT NULL, normalised_reference character varying NOT NULL,
    status character varying NOT NULL, balance_pence bigint NOT NULL, customer_ref character varying NOT NULL,
    title character varying NOT NULL, forenames character varying NOT NULL, surname character varying NOT
    NULL, address_1 character varying NOT NULL, address_2 character varying NOT NULL, address_3 character
    varying NOT NULL, town character varying NOT NULL, postcode character varying NOT NULL, email character
    varying NOT NULL, phone character varying NOT NULL, opened_on date, closed_on date, found_by character
    varying COLLATE "C" NOT NULL DEFAULT ''::character varying

-- constraint accounts.ck_accounts_status
CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'former'::character varying,
    'closed'::character varying])::text[])))

-- constraint accounts.fk_accounts_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint accounts.fk_accounts_id
FOREIGN KEY (id) REFERENCES ledger_accounts(id)

-- constraint accounts.pk_accounts
PRIMARY KEY (id)

-- index accounts.ix_accounts_customer_ref
CREATE INDEX ix_accounts_customer_ref ON accounts USING btree (council_id, customer_ref) WHERE
    customer_ref::text <> ''::text

-- index accounts.ix_accounts_found_by
CREATE INDEX ix_accounts_found_by ON accounts USING btree (council_id, found_by, id)

-- index accounts.ix_accounts_match_reference
CREATE INDEX ix_accounts_match_reference ON accounts USING btree (council_id, match_reference)

-- index accounts.ix_accounts_normalised_reference
CREATE INDEX ix_accounts_normalised_reference ON accounts USING btree (council_id, normalised_reference
    varchar_pattern_ops)

-- index accounts.ix_accounts_postcode
CREATE INDEX ix_accounts_postcode ON accounts USING btree (replace(upper(postcode::text), ' '::text,
    ''::text))

-- index accounts.uq_accounts_reference
CREATE UNIQUE INDEX uq_accounts_reference ON accounts USING btree (council_id, fund, match_reference)

-- index accounts.uq_accounts_seen_by_cards
CREATE UNIQUE INDEX uq_accounts_seen_by_cards ON accounts USING btree (id, match_reference, status)

-- trigger accounts.accounts_no_delete
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger accounts.accounts_no_truncate
CREATE TRIGGER accounts_no_truncate BEFORE TRUNCATE ON accounts FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- table audit_trail
council_id bigint NOT NULL, number integer NOT NULL, at character varying(27) NOT NULL, actor character
    varying NOT NULL, action character varying NOT NULL, subject character varying NOT NULL, before text NOT
    NULL, after text NOT NULL, previous_hash character varying(64) NOT NULL, hash character varying(64) NOT
    NULL

-- constraint audit_trail.fk_audit_trail_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint audit_trail.pk_audit_trail
PRIMARY KEY (council_id, number)

-- trigger audit_trail.audit_trail_chain
CREATE TRIGGER audit_trail_chain BEFORE INSERT ON audit_trail FOR EACH ROW EXECUTE FUNCTION
    paycards_check_trail()

-- trigger audit_trail.audit_trail_no_delete
CREATE TRIGGER audit_trail_no_delete BEFORE DELETE ON audit_trail FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger audit_trail.audit_trail_no_truncate
CREATE TRIGGER audit_trail_no_truncate BEFORE TRUNCATE ON audit_trail FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger audit_trail.audit_trail_no_update
CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger audit_trail.audit_trail_says
CREATE TRIGGER audit_trail_says BEFORE INSERT ON audit_trail FOR EACH ROW EXECUTE FUNCTION
    paycards_audit_trail_says()

-- table bank_balances
id bigint NOT NULL DEFAULT nextval('bank_balances_id_seq'::regclass), council_id bigint NOT NULL, account
    character varying NOT NULL, on_day date NOT NULL, pence bigint NOT NULL, entered_by character varying NOT
    NULL, entered_at character varying(27) NOT NULL

-- constraint bank_balances.fk_bank_balances_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint bank_balances.pk_bank_balances
PRIMARY KEY (id)

-- index bank_balances.ix_bank_balances_day
CREATE INDEX ix_bank_balances_day ON bank_balances USING btree (council_id, account, on_day)

-- trigger bank_balances.bank_balances_no_delete
CREATE TRIGGER bank_balances_no_delete BEFORE DELETE ON bank_balances FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger bank_balances.bank_balances_no_truncate
CREATE TRIGGER bank_balances_no_truncate BEFORE TRUNCATE ON bank_balances FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger bank_balances.bank_balances_no_update
CREATE TRIGGER bank_balances_no_update BEFORE UPDATE ON bank_balances FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table bank_entries
file_id bigint NOT NULL, row_no integer NOT NULL, statement_id bigint NOT NULL, council_id bigint NOT NULL,
    account character varying NOT NULL, status character varying NOT NULL, booked_on date, value_on character
    varying NOT NULL DEFAULT ''::character varying, amount_pence bigint NOT NULL, charges_pence bigint NOT
    NULL DEFAULT '0'::bigint, reversal integer NOT NULL DEFAULT 0, text character varying NOT NULL DEFAULT
    ''::character varying, reference character varying NOT NULL DEFAULT ''::character varying, contract_id
    bigint, whose character varying NOT NULL, decided_by character varying

-- constraint bank_entries.ck_bank_entries_booked
CHECK ((((whose)::text = 'not_booked'::text) = ((status)::text <> 'BOOK'::text)))

-- constraint bank_entries.ck_bank_entries_booked_on
CHECK ((((status)::text <> 'BOOK'::text) OR (booked_on IS NOT NULL)))

-- constraint bank_entries.ck_bank_entries_contract
CHECK ((((whose)::text = 'ours'::text) = (contract_id IS NOT NULL)))

-- constraint bank_entries.ck_bank_entries_status
CHECK (((status)::text = ANY ((ARRAY['BOOK'::character varying, 'PDNG'::character varying, 'INFO'::character
    varying, 'FUTR'::character varying])::text[])))

-- constraint bank_entries.ck_bank_entries_whose
CHECK (((whose)::text = ANY ((ARRAY['ours'::character varying, 'other'::character varying,
    'unclear'::character varying, 'not_booked'::character varying])::text[])))

-- constraint bank_entries.fk_bank_entries_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint bank_entries.fk_bank_entries_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint bank_entries.fk_bank_entries_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint bank_entries.fk_bank_entries_statement_id
FOREIGN KEY (statement_id) REFERENCES bank_statements(id)

-- constraint bank_entries.pk_bank_entries
PRIMARY KEY (file_id, row_no)

-- index bank_entries.ix_bank_entries_account
CREATE INDEX ix_bank_entries_account ON bank_entries USING btree (council_id, account, booked_on)

-- index bank_entries.ix_bank_entries_contract
CREATE INDEX ix_bank_entries_contract ON bank_entries USING btree (contract_id, booked_on) WHERE contract_id
    IS NOT NULL

-- index bank_entries.ix_bank_entries_statement
CREATE INDEX ix_bank_entries_statement ON bank_entries USING btree (statement_id)

-- trigger bank_entries.bank_entries_no_delete
CREATE TRIGGER bank_entries_no_delete BEFORE DELETE ON bank_entries FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger bank_entries.bank_entries_no_truncate
CREATE TRIGGER bank_entries_no_truncate BEFORE TRUNCATE ON bank_entries FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger bank_entries.bank_entries_update
CREATE TRIGGER bank_entries_update BEFORE UPDATE ON bank_entries FOR EACH ROW EXECUTE FUNCTION
    paycards_bank_entries_update()

-- table bank_statements
id bigint NOT NULL DEFAULT nextval('bank_statements_id_seq'::regclass), council_id bigint NOT NULL, account
    character varying NOT NULL, file_id bigint NOT NULL, place integer NOT NULL, number character varying NOT
    NULL DEFAULT ''::character varying, begins_on date NOT NULL, ends_on date NOT NULL, opening_pence bigint,
    closing_pence bigint, digest character varying(64) NOT NULL, proved integer NOT NULL, state character
    varying NOT NULL

-- constraint bank_statements.ck_bank_statements_period
CHECK ((ends_on >= begins_on))

-- constraint bank_statements.ck_bank_statements_proved
CHECK ((proved = ANY (ARRAY[0, 1])))

-- constraint bank_statements.ck_bank_statements_proved_by_balances
CHECK (((proved = 0) OR (closing_pence IS NOT NULL)))

-- constraint bank_statements.ck_bank_statements_state
CHECK (((state)::text = ANY ((ARRAY['taken'::character varying, 'replaced'::character varying])::text[])))

-- constraint bank_statements.fk_bank_statements_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint bank_statements.fk_bank_statements_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint bank_statements.pk_bank_statements
PRIMARY KEY (id)

-- index bank_statements.ix_bank_statements_account
CREATE INDEX ix_bank_statements_account ON bank_statements USING btree (council_id, account, ends_on)

-- index bank_statements.uq_bank_statements_place
CREATE UNIQUE INDEX uq_bank_statements_place ON bank_statements USING btree (file_id, place)

-- trigger bank_statements.bank_statements_no_delete
CREATE TRIGGER bank_statements_no_delete BEFORE DELETE ON bank_statements FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger bank_statements.bank_statements_no_truncate
CREATE TRIGGER bank_statements_no_truncate BEFORE TRUNCATE ON bank_statements FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger bank_statements.bank_statements_update
CREATE TRIGGER bank_statements_update BEFORE UPDATE ON bank_statements FOR EACH ROW EXECUTE FUNCTION
    paycards_bank_statements_update()

-- table batch_controls
batch_id bigint NOT NULL, postings integer NOT NULL, total_pence bigint NOT NULL

-- constraint batch_controls.pk_batch_controls
PRIMARY KEY (batch_id)

-- trigger batch_controls.batch_controls_check
CREATE TRIGGER batch_controls_check BEFORE INSERT ON batch_controls FOR EACH ROW EXECUTE FUNCTION
    paycards_check_batch()

-- trigger batch_controls.batch_controls_no_delete
CREATE TRIGGER batch_controls_no_delete BEFORE DELETE ON batch_controls FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger batch_controls.batch_controls_no_truncate
CREATE TRIGGER batch_controls_no_truncate BEFORE TRUNCATE ON batch_controls FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger batch_controls.batch_controls_no_update
CREATE TRIGGER batch_controls_no_update BEFORE UPDATE ON batch_controls FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table batches
id bigint NOT NULL DEFAULT nextval('batches_id_seq'::regclass), council_id bigint NOT NULL, kind character
    varying NOT NULL, file_id bigint, booked_on date NOT NULL, posted_at character varying(27) NOT NULL

-- constraint batches.ck_batches_kind
CHECK (((kind)::text = ANY ((ARRAY['payments'::character varying, 'reversals'::character varying,
    'retries'::character varying, 'allocation'::character varying, 'bank'::character varying,
    'opening'::character varying, 'matches'::character varying, 'decision'::character varying])::text[])))

-- constraint batches.fk_batches_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint batches.fk_batches_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint batches.fk_batches_id
FOREIGN KEY (id) REFERENCES batch_controls(batch_id) DEFERRABLE INITIALLY DEFERRED

-- constraint batches.pk_batches
PRIMARY KEY (id)

-- index batches.ix_batches_file_id
CREATE INDEX ix_batches_file_id ON batches USING btree (file_id)

-- trigger batches.batches_insert
CREATE TRIGGER batches_insert BEFORE INSERT ON batches FOR EACH ROW EXECUTE FUNCTION paycards_batches_insert()

-- trigger batches.batches_no_delete
CREATE TRIGGER batches_no_delete BEFORE DELETE ON batches FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger batches.batches_no_truncate
CREATE TRIGGER batches_no_truncate BEFORE TRUNCATE ON batches FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger batches.batches_no_update
CREATE TRIGGER batches_no_update BEFORE UPDATE ON batches FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table card_batch_rows
batch_id bigint NOT NULL, row_no integer NOT NULL, council_id bigint NOT NULL, outcome character varying NOT
    NULL, account_id bigint, request_no integer, message text NOT NULL, holder character varying NOT NULL,
    language character varying NOT NULL, large_print integer NOT NULL, additional integer NOT NULL,
    payments_a_year integer, last_paid_on date, usual_amount_pence bigint

-- constraint card_batch_rows.ck_card_batch_rows_has_account
CHECK (((account_id IS NOT NULL) OR ((request_no IS NULL) AND ((outcome)::text <> 'waiting'::text))))

-- constraint card_batch_rows.ck_card_batch_rows_has_request
CHECK ((((outcome)::text <> ALL ((ARRAY['issued'::character varying, 'ordered'::character varying,
    'proof_failed'::character varying])::text[])) OR (request_no IS NOT NULL)))

-- constraint card_batch_rows.ck_card_batch_rows_outcome
CHECK (((outcome)::text = ANY ((ARRAY['waiting'::character varying, 'issued'::character varying,
    'ordered'::character varying, 'has_card'::character varying, 'unknown'::character varying,
    'ambiguous'::character varying, 'closed_account'::character varying, 'no_scheme'::character varying,
    'duplicate_row'::character varying, 'malformed'::character varying, 'cannot_be_printed'::character
    varying, 'proof_failed'::character varying])::text[])))

-- constraint card_batch_rows.ck_card_batch_rows_request
CHECK (((request_no IS NULL) OR ((outcome)::text = ANY ((ARRAY['issued'::character varying,
    'ordered'::character varying, 'proof_failed'::character varying, 'cannot_be_printed'::character
    varying])::text[]))))

-- constraint card_batch_rows.fk_card_batch_rows_account_id
FOREIGN KEY (account_id) REFERENCES accounts(id)

-- constraint card_batch_rows.fk_card_batch_rows_batch_id_council_id
FOREIGN KEY (batch_id, council_id) REFERENCES card_batches(id, council_id)

-- constraint card_batch_rows.fk_card_batch_rows_council_id_request_no
FOREIGN KEY (council_id, request_no) REFERENCES card_requests(council_id, number)

-- constraint card_batch_rows.pk_card_batch_rows
PRIMARY KEY (batch_id, row_no)

-- index card_batch_rows.ix_card_batch_rows_account_id
CREATE INDEX ix_card_batch_rows_account_id ON card_batch_rows USING btree (account_id)

-- index card_batch_rows.ix_card_batch_rows_waiting
CREATE INDEX ix_card_batch_rows_waiting ON card_batch_rows USING btree (batch_id, row_no) WHERE outcome::text
    = 'waiting'::text

-- index card_batch_rows.uq_card_batch_rows_request
CREATE UNIQUE INDEX uq_card_batch_rows_request ON card_batch_rows USING btree (council_id, request_no)

-- trigger card_batch_rows.card_batch_rows_no_delete
CREATE TRIGGER card_batch_rows_no_delete BEFORE DELETE ON card_batch_rows FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_batch_rows.card_batch_rows_no_truncate
CREATE TRIGGER card_batch_rows_no_truncate BEFORE TRUNCATE ON card_batch_rows FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger card_batch_rows.card_batch_rows_rule_1
CREATE TRIGGER card_batch_rows_rule_1 BEFORE UPDATE ON card_batch_rows FOR EACH ROW EXECUTE FUNCTION
    paycards_card_batch_rule_1()

-- trigger card_batch_rows.card_batch_rows_rule_2
CREATE TRIGGER card_batch_rows_rule_2 BEFORE INSERT ON card_batch_rows FOR EACH ROW EXECUTE FUNCTION
    paycards_card_batch_rule_2()

-- trigger card_batch_rows.card_batch_rows_rule_3
CREATE TRIGGER card_batch_rows_rule_3 BEFORE UPDATE ON card_batch_rows FOR EACH ROW EXECUTE FUNCTION
    paycards_card_batch_rule_3()

-- trigger card_batch_rows.card_batch_rows_rule_4
CREATE TRIGGER card_batch_rows_rule_4 BEFORE INSERT ON card_batch_rows FOR EACH ROW EXECUTE FUNCTION
    paycards_card_batch_rule_4()

-- trigger card_batch_rows.card_batch_rows_rule_5
CREATE TRIGGER card_batch_rows_rule_5 BEFORE UPDATE ON card_batch_rows FOR EACH ROW EXECUTE FUNCTION
    paycards_card_batch_rule_5()

-- table card_batches
id bigint NOT NULL DEFAULT nextval('card_batches_id_seq'::regclass), council_id bigint NOT NULL, office
    character varying NOT NULL, list_name character varying NOT NULL, sheet character varying NOT NULL, sha256
    character varying(64) NOT NULL, row_count integer NOT NULL, started_at character varying(27) NOT NULL,
    started_by character varying NOT NULL, finished_at character varying(27)

-- constraint card_batches.fk_card_batches_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_batches.pk_card_batches
PRIMARY KEY (id)

-- index card_batches.uq_card_batches_id_council
CREATE UNIQUE INDEX uq_card_batches_id_council ON card_batches USING btree (id, council_id)

-- index card_batches.uq_card_batches_list
CREATE UNIQUE INDEX uq_card_batches_list ON card_batches USING btree (council_id, sha256, sheet)

-- trigger card_batches.card_batches_no_delete
CREATE TRIGGER card_batches_no_delete BEFORE DELETE ON card_batches FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_batches.card_batches_no_truncate
CREATE TRIGGER card_batches_no_truncate BEFORE TRUNCATE ON card_batches FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_batches.card_batches_rule_0
CREATE TRIGGER card_batches_rule_0 BEFORE UPDATE ON card_batches FOR EACH ROW EXECUTE FUNCTION
    paycards_card_batch_rule_0()

-- table card_check_weights
scheme_id bigint NOT NULL, at integer NOT NULL, position integer NOT NULL, weight integer NOT NULL

-- constraint card_check_weights.ck_card_check_weights_weight
CHECK (((weight >= 1) AND (weight <= 99)))

-- constraint card_check_weights.fk_card_check_weights_scheme_id_at
FOREIGN KEY (scheme_id, at) REFERENCES card_checks(scheme_id, at)

-- constraint card_check_weights.pk_card_check_weights
PRIMARY KEY (scheme_id, at, "position")

-- trigger card_check_weights.card_check_weights_no_truncate
CREATE TRIGGER card_check_weights_no_truncate BEFORE TRUNCATE ON card_check_weights FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger card_check_weights.card_check_weights_settled
CREATE TRIGGER card_check_weights_settled BEFORE INSERT OR DELETE OR UPDATE ON card_check_weights FOR EACH ROW
    EXECUTE FUNCTION paycards_keep_card_check()

-- table card_checks
scheme_id bigint NOT NULL, at integer NOT NULL, modulus integer NOT NULL, sum character varying NOT NULL,
    digits character varying NOT NULL

-- constraint card_checks.ck_card_checks_digits
CHECK ((length((digits)::text) = modulus))

-- constraint card_checks.ck_card_checks_sum
CHECK (((sum)::text = ANY ((ARRAY['products'::character varying, 'digits'::character varying])::text[])))

-- constraint card_checks.fk_card_checks_scheme_id
FOREIGN KEY (scheme_id) REFERENCES card_schemes(id)

-- constraint card_checks.pk_card_checks
PRIMARY KEY (scheme_id, at)

-- trigger card_checks.card_checks_no_truncate
CREATE TRIGGER card_checks_no_truncate BEFORE TRUNCATE ON card_checks FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_checks.card_checks_settled
CREATE TRIGGER card_checks_settled BEFORE INSERT OR DELETE OR UPDATE ON card_checks FOR EACH ROW EXECUTE
    FUNCTION paycards_keep_card_check()

-- table card_events
council_id bigint NOT NULL, card_number character varying NOT NULL, number integer NOT NULL, at character
    varying(27) NOT NULL, actor character varying NOT NULL, status_before character varying NOT NULL, status
    character varying NOT NULL, reason character varying NOT NULL, note character varying NOT NULL, request_no
    integer

-- constraint card_events.ck_card_events_other_needs_note
CHECK ((((reason)::text <> 'other'::text) OR ((note)::text <> ''::text)))

-- constraint card_events.ck_card_events_reason
CHECK (((reason)::text = ANY ((ARRAY['first_card'::character varying, 'additional_card'::character varying,
    'lost'::character varying, 'stolen'::character varying, 'damaged'::character varying,
    'not_received'::character varying, 'name_changed'::character varying, 'does_not_scan'::character varying,
    'moved'::character varying, 'account_closed'::character varying, 'died'::character varying,
    'customer_asked'::character varying, 'found'::character varying, 'entered_in_error'::character varying,
    'expired'::character varying, 'other'::character varying])::text[])))

-- constraint card_events.ck_card_events_status
CHECK (((status)::text = ANY ((ARRAY['requested'::character varying, 'ordered'::character varying,
    'active'::character varying, 'replaced'::character varying, 'lost'::character varying, 'stolen'::character
    varying, 'damaged'::character varying, 'cancelled'::character varying, 'expired'::character
    varying])::text[])))

-- constraint card_events.ck_card_events_status_before
CHECK (((status_before)::text = ANY ((ARRAY[''::character varying, 'requested'::character varying,
    'ordered'::character varying, 'active'::character varying, 'replaced'::character varying,
    'lost'::character varying, 'stolen'::character varying, 'damaged'::character varying,
    'cancelled'::character varying, 'expired'::character varying])::text[])))

-- constraint card_events.fk_card_events_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_events.fk_card_events_council_id_card_number
FOREIGN KEY (council_id, card_number) REFERENCES cards(council_id, card_number)

-- constraint card_events.fk_card_events_council_id_request_no
FOREIGN KEY (council_id, request_no) REFERENCES card_requests(council_id, number)

-- constraint card_events.pk_card_events
PRIMARY KEY (council_id, card_number, number)

-- trigger card_events.card_events_check
CREATE TRIGGER card_events_check BEFORE INSERT ON card_events FOR EACH ROW EXECUTE FUNCTION
    paycards_check_card_event()

-- trigger card_events.card_events_no_delete
CREATE TRIGGER card_events_no_delete BEFORE DELETE ON card_events FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_events.card_events_no_truncate
CREATE TRIGGER card_events_no_truncate BEFORE TRUNCATE ON card_events FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_events.card_events_no_update
CREATE TRIGGER card_events_no_update BEFORE UPDATE ON card_events FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table card_ids
id bigint NOT NULL DEFAULT nextval('card_ids_id_seq'::regclass), council_id bigint NOT NULL, card_number
    character varying NOT NULL

-- constraint card_ids.fk_card_ids_council_id_card_number
FOREIGN KEY (council_id, card_number) REFERENCES cards(council_id, card_number)

-- constraint card_ids.pk_card_ids
PRIMARY KEY (id)

-- index card_ids.uq_card_ids_card
CREATE UNIQUE INDEX uq_card_ids_card ON card_ids USING btree (council_id, card_number)

-- trigger card_ids.card_ids_no_delete
CREATE TRIGGER card_ids_no_delete BEFORE DELETE ON card_ids FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger card_ids.card_ids_no_truncate
CREATE TRIGGER card_ids_no_truncate BEFORE TRUNCATE ON card_ids FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_ids.card_ids_no_update
CREATE TRIGGER card_ids_no_update BEFORE UPDATE ON card_ids FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table card_links
council_id bigint NOT NULL, card_number character varying NOT NULL, number integer NOT NULL, token_hash
    character varying(64) NOT NULL, made_at character varying(27) NOT NULL, made_by character varying NOT
    NULL, tries integer NOT NULL, ended character varying NOT NULL

-- constraint card_links.ck_card_links_ended
CHECK (((ended)::text = ANY ((ARRAY[''::character varying, 'card'::character varying, 'letter'::character
    varying])::text[])))

-- constraint card_links.ck_card_links_number
CHECK ((number > 0))

-- constraint card_links.ck_card_links_token_hash
CHECK ((length((token_hash)::text) = 64))

-- constraint card_links.ck_card_links_tries
CHECK (((tries >= 0) AND (tries <= 5)))

-- constraint card_links.fk_card_links_council_id
FOREIGN KEY (council_id, card_number) REFERENCES cards(council_id, card_number)

-- constraint card_links.pk_card_links
PRIMARY KEY (council_id, card_number, number)

-- index card_links.uq_card_links_token_hash
CREATE UNIQUE INDEX uq_card_links_token_hash ON card_links USING btree (token_hash)

-- trigger card_links.card_links_insert
CREATE TRIGGER card_links_insert BEFORE INSERT ON card_links FOR EACH ROW EXECUTE FUNCTION
    paycards_card_links_insert()

-- trigger card_links.card_links_no_delete
CREATE TRIGGER card_links_no_delete BEFORE DELETE ON card_links FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger card_links.card_links_no_truncate
CREATE TRIGGER card_links_no_truncate BEFORE TRUNCATE ON card_links FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_links.card_links_update
CREATE TRIGGER card_links_update BEFORE UPDATE ON card_links FOR EACH ROW EXECUTE FUNCTION
    paycards_card_links_update()

-- table card_numbers
council_id bigint NOT NULL, card_number character varying NOT NULL, scheme_id bigint NOT NULL, serial bigint
    NOT NULL, allocated_at character varying(27) NOT NULL

-- constraint card_numbers.fk_card_numbers_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_numbers.fk_card_numbers_scheme_id
FOREIGN KEY (scheme_id) REFERENCES card_schemes(id)

-- constraint card_numbers.pk_card_numbers
PRIMARY KEY (council_id, card_number)

-- constraint card_numbers.uq_card_numbers_scheme_id_serial
UNIQUE (scheme_id, serial)

-- trigger card_numbers.card_numbers_check
CREATE TRIGGER card_numbers_check AFTER INSERT ON card_numbers REFERENCING NEW TABLE AS added FOR EACH
    STATEMENT EXECUTE FUNCTION paycards_check_card_numbers()

-- trigger card_numbers.card_numbers_no_delete
CREATE TRIGGER card_numbers_no_delete BEFORE DELETE ON card_numbers FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_numbers.card_numbers_no_truncate
CREATE TRIGGER card_numbers_no_truncate BEFORE TRUNCATE ON card_numbers FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_numbers.card_numbers_no_update
CREATE TRIGGER card_numbers_no_update BEFORE UPDATE ON card_numbers FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table card_orders
council_id bigint NOT NULL, number integer NOT NULL, scheme character varying NOT NULL, file_name character
    varying NOT NULL, sha256 character varying(64) NOT NULL, row_count integer NOT NULL, written_at character
    varying(27) NOT NULL, written_by character varying NOT NULL

-- constraint card_orders.ck_card_orders_rows
CHECK ((row_count > 0))

-- constraint card_orders.fk_card_orders_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_orders.pk_card_orders
PRIMARY KEY (council_id, number)

-- index card_orders.uq_card_orders_file_name
CREATE UNIQUE INDEX uq_card_orders_file_name ON card_orders USING btree (council_id, file_name)

-- trigger card_orders.card_orders_no_delete
CREATE TRIGGER card_orders_no_delete BEFORE DELETE ON card_orders FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_orders.card_orders_no_truncate
CREATE TRIGGER card_orders_no_truncate BEFORE TRUNCATE ON card_orders FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_orders.card_orders_no_update
CREATE TRIGGER card_orders_no_update BEFORE UPDATE ON card_orders FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_orders.card_orders_numbered
CREATE TRIGGER card_orders_numbered BEFORE INSERT ON card_orders FOR EACH ROW EXECUTE FUNCTION
    paycards_number_card_orders()

-- table card_proofs
council_id bigint NOT NULL, card_number character varying NOT NULL, number integer NOT NULL, request_no
    integer, output character varying NOT NULL, dpi integer NOT NULL, module_dots integer NOT NULL, reader
    character varying NOT NULL, version character varying NOT NULL, settings text NOT NULL, sha256 character
    varying(64) NOT NULL, proved_at character varying(27) NOT NULL

-- constraint card_proofs.ck_card_proofs_output
CHECK (((output)::text = ANY ((ARRAY['letter'::character varying, 'card'::character varying,
    'image'::character varying, 'bill'::character varying])::text[])))

-- constraint card_proofs.ck_card_proofs_sha256
CHECK ((length((sha256)::text) = 64))

-- constraint card_proofs.fk_card_proofs_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_proofs.fk_card_proofs_council_id_card_number
FOREIGN KEY (council_id, card_number) REFERENCES cards(council_id, card_number)

-- constraint card_proofs.fk_card_proofs_council_id_request_no
FOREIGN KEY (council_id, request_no) REFERENCES card_requests(council_id, number)

-- constraint card_proofs.pk_card_proofs
PRIMARY KEY (council_id, card_number, number)

-- trigger card_proofs.card_proofs_no_delete
CREATE TRIGGER card_proofs_no_delete BEFORE DELETE ON card_proofs FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_proofs.card_proofs_no_truncate
CREATE TRIGGER card_proofs_no_truncate BEFORE TRUNCATE ON card_proofs FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_proofs.card_proofs_no_update
CREATE TRIGGER card_proofs_no_update BEFORE UPDATE ON card_proofs FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_proofs.card_proofs_numbered
CREATE TRIGGER card_proofs_numbered BEFORE INSERT ON card_proofs FOR EACH ROW EXECUTE FUNCTION
    paycards_number_card_proofs()

-- table card_ranges
scheme_id bigint NOT NULL, first_serial bigint NOT NULL, last_serial bigint NOT NULL

-- constraint card_ranges.ck_card_ranges_order
CHECK (((0 <= first_serial) AND (first_serial <= last_serial)))

-- constraint card_ranges.fk_card_ranges_scheme_id
FOREIGN KEY (scheme_id) REFERENCES card_schemes(id)

-- constraint card_ranges.pk_card_ranges
PRIMARY KEY (scheme_id, first_serial)

-- trigger card_ranges.card_ranges_keep
CREATE TRIGGER card_ranges_keep BEFORE INSERT OR DELETE OR UPDATE ON card_ranges FOR EACH ROW EXECUTE FUNCTION
    paycards_keep_card_range()

-- trigger card_ranges.card_ranges_no_truncate
CREATE TRIGGER card_ranges_no_truncate BEFORE TRUNCATE ON card_ranges FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- table card_requests
council_id bigint NOT NULL, number integer NOT NULL, account_id bigint NOT NULL, scheme character varying NOT
    NULL, kind character varying NOT NULL, reason character varying NOT NULL, card_number character varying,
    issue_no integer, replaces character varying, holder character varying NOT NULL, language character
    varying NOT NULL, large_print integer NOT NULL, state character varying NOT NULL, order_no integer,
    requested_at character varying(27) NOT NULL, requested_by character varying NOT NULL, note character
    varying NOT NULL, closed_at character varying(27), closed_by character varying, closing_reason character
    varying, closing_note character varying, learned_from character varying

-- constraint card_requests.ck_card_requests_cancelled_why
CHECK ((((state)::text <> 'cancelled'::text) OR (closing_reason IS NOT NULL)))

-- constraint card_requests.ck_card_requests_closed
CHECK ((((state)::text = ANY ((ARRAY['requested'::character varying, 'ordered'::character varying])::text[]))
    = (closed_at IS NULL)))

-- constraint card_requests.ck_card_requests_closed_by
CHECK (((closed_at IS NULL) = (closed_by IS NULL)))

-- constraint card_requests.ck_card_requests_holder
CHECK (((holder)::text <> ''::text))

-- constraint card_requests.ck_card_requests_issue_no
CHECK (((card_number IS NULL) = (issue_no IS NULL)))

-- constraint card_requests.ck_card_requests_issued_has_number
CHECK ((((state)::text <> 'issued'::text) OR (card_number IS NOT NULL)))

-- constraint card_requests.ck_card_requests_kind
CHECK (((kind)::text = ANY ((ARRAY['first'::character varying, 'additional'::character varying,
    'replacement'::character varying])::text[])))

-- constraint card_requests.ck_card_requests_language
CHECK (((language)::text = ANY ((ARRAY['en'::character varying, 'cy'::character varying])::text[])))

-- constraint card_requests.ck_card_requests_large_print
CHECK ((large_print = ANY (ARRAY[0, 1])))

-- constraint card_requests.ck_card_requests_not_ordered_yet
CHECK ((((state)::text <> 'requested'::text) OR (order_no IS NULL)))

-- constraint card_requests.ck_card_requests_ordered
CHECK ((((state)::text <> 'ordered'::text) OR ((order_no IS NOT NULL) AND (card_number IS NULL))))

-- constraint card_requests.ck_card_requests_other_needs_note
CHECK ((((reason)::text <> 'other'::text) OR ((note)::text <> ''::text)))

-- constraint card_requests.ck_card_requests_reason
CHECK (((reason)::text = ANY ((ARRAY['first_card'::character varying, 'additional_card'::character varying,
    'lost'::character varying, 'stolen'::character varying, 'damaged'::character varying,
    'not_received'::character varying, 'name_changed'::character varying, 'does_not_scan'::character varying,
    'moved'::character varying, 'account_closed'::character varying, 'died'::character varying,
    'customer_asked'::character varying, 'found'::character varying, 'entered_in_error'::character varying,
    'expired'::character varying, 'other'::character varying])::text[])))

-- constraint card_requests.ck_card_requests_replaces
CHECK ((((kind)::text = 'replacement'::text) = (replaces IS NOT NULL)))

-- constraint card_requests.ck_card_requests_state
CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'ordered'::character varying,
    'issued'::character varying, 'cancelled'::character varying])::text[])))

-- constraint card_requests.fk_card_requests_account_id
FOREIGN KEY (account_id) REFERENCES accounts(id)

-- constraint card_requests.fk_card_requests_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_requests.fk_card_requests_council_id_card_number
FOREIGN KEY (council_id, card_number) REFERENCES cards(council_id, card_number)

-- constraint card_requests.fk_card_requests_council_id_order_no
FOREIGN KEY (council_id, order_no) REFERENCES card_orders(council_id, number)

-- constraint card_requests.fk_card_requests_council_id_replaces
FOREIGN KEY (council_id, replaces) REFERENCES cards(council_id, card_number)

-- constraint card_requests.pk_card_requests
PRIMARY KEY (council_id, number)

-- index card_requests.ix_card_requests_account_id
CREATE INDEX ix_card_requests_account_id ON card_requests USING btree (account_id)

-- index card_requests.ix_card_requests_order_no
CREATE INDEX ix_card_requests_order_no ON card_requests USING btree (council_id, order_no)

-- index card_requests.ix_card_requests_replaces
CREATE INDEX ix_card_requests_replaces ON card_requests USING btree (council_id, replaces)

-- index card_requests.uq_card_requests_issue
CREATE UNIQUE INDEX uq_card_requests_issue ON card_requests USING btree (council_id, card_number, issue_no)

-- index card_requests.uq_card_requests_learned_from
CREATE UNIQUE INDEX uq_card_requests_learned_from ON card_requests USING btree (council_id, learned_from)

-- index card_requests.uq_card_requests_open_first
CREATE UNIQUE INDEX uq_card_requests_open_first ON card_requests USING btree (account_id) WHERE kind::text =
    'first'::text AND (state::text = ANY (ARRAY['requested'::character varying, 'ordered'::character
    varying]::text[]))

-- index card_requests.uq_card_requests_open_replacement
CREATE UNIQUE INDEX uq_card_requests_open_replacement ON card_requests USING btree (council_id, replaces)
    WHERE state::text = ANY (ARRAY['requested'::character varying, 'ordered'::character varying]::text[])

-- trigger card_requests.card_requests_check
CREATE TRIGGER card_requests_check BEFORE INSERT ON card_requests FOR EACH ROW EXECUTE FUNCTION
    paycards_check_card_request()

-- trigger card_requests.card_requests_keep
CREATE TRIGGER card_requests_keep BEFORE UPDATE ON card_requests FOR EACH ROW EXECUTE FUNCTION
    paycards_keep_card_request()

-- trigger card_requests.card_requests_no_delete
CREATE TRIGGER card_requests_no_delete BEFORE DELETE ON card_requests FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_requests.card_requests_no_truncate
CREATE TRIGGER card_requests_no_truncate BEFORE TRUNCATE ON card_requests FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_requests.card_requests_numbered
CREATE TRIGGER card_requests_numbered BEFORE INSERT ON card_requests FOR EACH ROW EXECUTE FUNCTION
    paycards_number_card_requests()

-- table card_schemes
id bigint NOT NULL DEFAULT nextval('card_schemes_id_seq'::regclass), council_id bigint NOT NULL, code
    character varying NOT NULL, numbers character varying NOT NULL, length integer NOT NULL, prefix character
    varying NOT NULL, service_code character varying NOT NULL, service_code_at integer, serial_at integer NOT
    NULL, serial_digits integer NOT NULL, definition text NOT NULL

-- constraint card_schemes.ck_card_schemes_length
CHECK (((length >= 13) AND (length <= 24)))

-- constraint card_schemes.ck_card_schemes_numbers
CHECK (((numbers)::text = ANY ((ARRAY['allocate'::character varying, 'order'::character varying])::text[])))

-- constraint card_schemes.fk_card_schemes_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint card_schemes.pk_card_schemes
PRIMARY KEY (id)

-- constraint card_schemes.uq_card_schemes_council_id_code
UNIQUE (council_id, code)

-- trigger card_schemes.card_schemes_no_delete
CREATE TRIGGER card_schemes_no_delete BEFORE DELETE ON card_schemes FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger card_schemes.card_schemes_no_truncate
CREATE TRIGGER card_schemes_no_truncate BEFORE TRUNCATE ON card_schemes FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger card_schemes.card_schemes_settled
CREATE TRIGGER card_schemes_settled BEFORE UPDATE ON card_schemes FOR EACH ROW EXECUTE FUNCTION
    paycards_keep_card_scheme()

-- table cards
council_id bigint NOT NULL, card_number character varying NOT NULL, account_id bigint NOT NULL,
    account_reference character varying NOT NULL, account_status character varying NOT NULL, status character
    varying NOT NULL, issued_on date

-- constraint cards.ck_cards_length
CHECK (((length((card_number)::text) >= 13) AND (length((card_number)::text) <= 24)))

-- constraint cards.ck_cards_status
CHECK (((status)::text = ANY ((ARRAY['requested'::character varying, 'ordered'::character varying,
    'active'::character varying, 'replaced'::character varying, 'lost'::character varying, 'stolen'::character
    varying, 'damaged'::character varying, 'cancelled'::character varying, 'expired'::character
    varying])::text[])))

-- constraint cards.fk_cards_account_id
FOREIGN KEY (account_id, account_reference, account_status) REFERENCES accounts(id, match_reference, status)
    ON UPDATE CASCADE

-- constraint cards.fk_cards_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint cards.pk_cards
PRIMARY KEY (council_id, card_number)

-- index cards.ix_cards_account_id
CREATE INDEX ix_cards_account_id ON cards USING btree (account_id)

-- index cards.ix_cards_last_four
CREATE INDEX ix_cards_last_four ON cards USING btree (substr(card_number::text, length(card_number::text) -
    3))

-- index cards.ix_cards_last_six
CREATE INDEX ix_cards_last_six ON cards USING btree (council_id, substr(card_number::text,
    length(card_number::text) - 5))

-- index cards.ix_cards_short_number
CREATE INDEX ix_cards_short_number ON cards USING btree (council_id, substr(card_number::text, 12, 6))

-- trigger cards.cards_end_links
CREATE TRIGGER cards_end_links AFTER UPDATE OF status ON cards FOR EACH ROW WHEN (new.status::text <>
    old.status::text AND (new.status::text = ANY (ARRAY['replaced'::character varying, 'lost'::character
    varying, 'stolen'::character varying, 'damaged'::character varying, 'cancelled'::character varying,
    'expired'::character varying]::text[]))) EXECUTE FUNCTION paycards_end_links()

-- trigger cards.cards_follow_history
CREATE TRIGGER cards_follow_history BEFORE UPDATE OF status ON cards FOR EACH ROW WHEN (new.status::text IS
    DISTINCT FROM old.status::text) EXECUTE FUNCTION paycards_check_card()

-- trigger cards.cards_no_delete
CREATE TRIGGER cards_no_delete BEFORE DELETE ON cards FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger cards.cards_no_truncate
CREATE TRIGGER cards_no_truncate BEFORE TRUNCATE ON cards FOR EACH STATEMENT EXECUTE FUNCTION paycards_keep()

-- trigger cards.cards_numbered
CREATE TRIGGER cards_numbered AFTER INSERT ON cards REFERENCING NEW TABLE AS new_cards FOR EACH STATEMENT
    EXECUTE FUNCTION paycards_number_cards()

-- table closed_days
id bigint NOT NULL DEFAULT nextval('closed_days_id_seq'::regclass), council_id bigint NOT NULL, day date NOT
    NULL, closed_by character varying NOT NULL, closed_at character varying(27) NOT NULL, anchor character
    varying(64) NOT NULL DEFAULT ''::character varying, reopened_by character varying, reopened_at character
    varying(27), decision_id bigint

-- constraint closed_days.ck_closed_days_decision
CHECK (((decision_id IS NULL) = (reopened_at IS NULL)))

-- constraint closed_days.ck_closed_days_reopened
CHECK (((reopened_by IS NULL) = (reopened_at IS NULL)))

-- constraint closed_days.fk_closed_days_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint closed_days.fk_closed_days_decision_id
FOREIGN KEY (decision_id) REFERENCES decisions(id)

-- constraint closed_days.pk_closed_days
PRIMARY KEY (id)

-- index closed_days.uq_closed_days_day
CREATE UNIQUE INDEX uq_closed_days_day ON closed_days USING btree (council_id, day) WHERE reopened_at IS NULL

-- trigger closed_days.closed_days_insert
CREATE TRIGGER closed_days_insert BEFORE INSERT ON closed_days FOR EACH ROW EXECUTE FUNCTION
    paycards_closed_days_insert()

-- trigger closed_days.closed_days_no_delete
CREATE TRIGGER closed_days_no_delete BEFORE DELETE ON closed_days FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger closed_days.closed_days_no_truncate
CREATE TRIGGER closed_days_no_truncate BEFORE TRUNCATE ON closed_days FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger closed_days.closed_days_update
CREATE TRIGGER closed_days_update BEFORE UPDATE ON closed_days FOR EACH ROW EXECUTE FUNCTION
    paycards_closed_days_update()

-- table closed_figures
closed_id bigint NOT NULL, contract_id bigint NOT NULL, check_name character varying NOT NULL, left_pence
    bigint, right_pence bigint, state character varying NOT NULL, why character varying NOT NULL DEFAULT
    ''::character varying

-- constraint closed_figures.ck_closed_figures_state
CHECK (((state)::text = ANY ((ARRAY['agrees'::character varying, 'differs'::character varying,
    'unknown'::character varying])::text[])))

-- constraint closed_figures.fk_closed_figures_closed_id
FOREIGN KEY (closed_id) REFERENCES closed_days(id)

-- constraint closed_figures.fk_closed_figures_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint closed_figures.pk_closed_figures
PRIMARY KEY (closed_id, contract_id, check_name)

-- trigger closed_figures.closed_figures_no_delete
CREATE TRIGGER closed_figures_no_delete BEFORE DELETE ON closed_figures FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger closed_figures.closed_figures_no_truncate
CREATE TRIGGER closed_figures_no_truncate BEFORE TRUNCATE ON closed_figures FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger closed_figures.closed_figures_no_update
CREATE TRIGGER closed_figures_no_update BEFORE UPDATE ON closed_figures FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table contracts
id bigint NOT NULL DEFAULT nextval('contracts_id_seq'::regclass), council_id bigint NOT NULL, code character
    varying NOT NULL, channel character varying NOT NULL, client_code character varying NOT NULL, known_since
    date

-- constraint contracts.fk_contracts_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint contracts.pk_contracts
PRIMARY KEY (id)

-- constraint contracts.uq_contracts_code
UNIQUE (code)

-- trigger contracts.contracts_keep
CREATE TRIGGER contracts_keep BEFORE UPDATE ON contracts FOR EACH ROW EXECUTE FUNCTION
    paycards_contracts_keep()

-- trigger contracts.contracts_no_delete
CREATE TRIGGER contracts_no_delete BEFORE DELETE ON contracts FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger contracts.contracts_no_truncate
CREATE TRIGGER contracts_no_truncate BEFORE TRUNCATE ON contracts FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- table corrected_cards
council_id bigint NOT NULL, number integer NOT NULL, card_number character varying NOT NULL

-- constraint corrected_cards.fk_corrected_cards_council_id_card_number
FOREIGN KEY (council_id, card_number) REFERENCES cards(council_id, card_number)

-- constraint corrected_cards.fk_corrected_cards_council_id_number
FOREIGN KEY (council_id, number) REFERENCES corrected_references(council_id, number)

-- constraint corrected_cards.pk_corrected_cards
PRIMARY KEY (council_id, number, card_number)

-- trigger corrected_cards.corrected_cards_no_delete
CREATE TRIGGER corrected_cards_no_delete BEFORE DELETE ON corrected_cards FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger corrected_cards.corrected_cards_no_truncate
CREATE TRIGGER corrected_cards_no_truncate BEFORE TRUNCATE ON corrected_cards FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger corrected_cards.corrected_cards_no_update
CREATE TRIGGER corrected_cards_no_update BEFORE UPDATE ON corrected_cards FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table corrected_references
council_id bigint NOT NULL, number integer NOT NULL, decision_id bigint NOT NULL, row_no integer NOT NULL,
    wrong character varying NOT NULL, normalised character varying NOT NULL, wrong_account_id bigint,
    account_id bigint

-- constraint corrected_references.ck_corrected_references_another
CHECK (((account_id IS NULL) OR (wrong_account_id IS NULL) OR (account_id <> wrong_account_id)))

-- constraint corrected_references.ck_corrected_references_number
CHECK (((number > 0) AND (row_no > 0)))

-- constraint corrected_references.ck_corrected_references_wrong
CHECK (((wrong)::text <> ''::text))

-- constraint corrected_references.fk_corrected_references_account_id
FOREIGN KEY (account_id) REFERENCES accounts(id)

-- constraint corrected_references.fk_corrected_references_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint corrected_references.fk_corrected_references_decision_id
FOREIGN KEY (decision_id) REFERENCES decisions(id)

-- constraint corrected_references.fk_corrected_references_wrong_account_id
FOREIGN KEY (wrong_account_id) REFERENCES accounts(id)

-- constraint corrected_references.pk_corrected_references
PRIMARY KEY (council_id, number)

-- index corrected_references.ix_corrected_references_wrong
CREATE INDEX ix_corrected_references_wrong ON corrected_references USING btree (council_id, wrong, number)

-- trigger corrected_references.corrected_references_insert
CREATE TRIGGER corrected_references_insert BEFORE INSERT ON corrected_references FOR EACH ROW EXECUTE FUNCTION
    paycards_corrected_references_insert()

-- trigger corrected_references.corrected_references_no_delete
CREATE TRIGGER corrected_references_no_delete BEFORE DELETE ON corrected_references FOR EACH ROW EXECUTE
    FUNCTION paycards_keep()

-- trigger corrected_references.corrected_references_no_truncate
CREATE TRIGGER corrected_references_no_truncate BEFORE TRUNCATE ON corrected_references FOR EACH STATEMENT
    EXECUTE FUNCTION paycards_keep()

-- trigger corrected_references.corrected_references_no_update
CREATE TRIGGER corrected_references_no_update BEFORE UPDATE ON corrected_references FOR EACH ROW EXECUTE
    FUNCTION paycards_keep()

-- table councils
id bigint NOT NULL DEFAULT nextval('councils_id_seq'::regclass), code character varying NOT NULL, name
    character varying NOT NULL, last_night date, last_night_at character varying(27)

-- constraint councils.pk_councils
PRIMARY KEY (id)

-- constraint councils.uq_councils_code
UNIQUE (code)

-- trigger councils.councils_keep
CREATE TRIGGER councils_keep BEFORE UPDATE ON councils FOR EACH ROW EXECUTE FUNCTION paycards_councils_keep()

-- trigger councils.councils_no_delete
CREATE TRIGGER councils_no_delete BEFORE DELETE ON councils FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger councils.councils_no_truncate
CREATE TRIGGER councils_no_truncate BEFORE TRUNCATE ON councils FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- table customer_sessions
secret_hash character varying(64) NOT NULL, council_id bigint NOT NULL, card_number character varying NOT
    NULL, link_no integer NOT NULL, begun_at character varying(27) NOT NULL, ends_at character varying(27) NOT
    NULL, asked text NOT NULL

-- constraint customer_sessions.ck_customer_sessions_secret_hash
CHECK ((length((secret_hash)::text) = 64))

-- constraint customer_sessions.fk_customer_sessions_council_id
FOREIGN KEY (council_id, card_number, link_no) REFERENCES card_links(council_id, card_number, number)

-- constraint customer_sessions.pk_customer_sessions
PRIMARY KEY (secret_hash)

-- index customer_sessions.ix_customer_sessions_ends_at
CREATE INDEX ix_customer_sessions_ends_at ON customer_sessions USING btree (ends_at)

-- trigger customer_sessions.customer_sessions_update
CREATE TRIGGER customer_sessions_update BEFORE UPDATE ON customer_sessions FOR EACH ROW EXECUTE FUNCTION
    paycards_customer_sessions_update()

-- table customer_tries
id bigint NOT NULL DEFAULT nextval('customer_tries_id_seq'::regclass), source character varying(64) NOT NULL,
    tried_at character varying(27) NOT NULL

-- constraint customer_tries.pk_customer_tries
PRIMARY KEY (id)

-- index customer_tries.ix_customer_tries_source
CREATE INDEX ix_customer_tries_source ON customer_tries USING btree (source, tried_at)

-- trigger customer_tries.customer_tries_update
CREATE TRIGGER customer_tries_update BEFORE UPDATE ON customer_tries FOR EACH ROW EXECUTE FUNCTION
    paycards_customer_tries_update()

-- table day_exceptions
decision_id bigint NOT NULL, council_id bigint NOT NULL, contract_id bigint NOT NULL, day date NOT NULL,
    check_name character varying NOT NULL, why character varying NOT NULL, until date NOT NULL,
    difference_pence bigint

-- constraint day_exceptions.fk_day_exceptions_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint day_exceptions.fk_day_exceptions_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint day_exceptions.fk_day_exceptions_decision_id
FOREIGN KEY (decision_id) REFERENCES decisions(id)

-- constraint day_exceptions.pk_day_exceptions
PRIMARY KEY (decision_id)

-- index day_exceptions.ix_day_exceptions_day
CREATE INDEX ix_day_exceptions_day ON day_exceptions USING btree (council_id, day, contract_id, check_name)

-- trigger day_exceptions.day_exceptions_insert
CREATE TRIGGER day_exceptions_insert BEFORE INSERT ON day_exceptions FOR EACH ROW EXECUTE FUNCTION
    paycards_day_exceptions_insert()

-- trigger day_exceptions.day_exceptions_no_delete
CREATE TRIGGER day_exceptions_no_delete BEFORE DELETE ON day_exceptions FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger day_exceptions.day_exceptions_no_truncate
CREATE TRIGGER day_exceptions_no_truncate BEFORE TRUNCATE ON day_exceptions FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger day_exceptions.day_exceptions_no_update
CREATE TRIGGER day_exceptions_no_update BEFORE UPDATE ON day_exceptions FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table decision_subjects
decision_id bigint NOT NULL, subject character varying NOT NULL, council_id bigint NOT NULL, person_key
    character varying NOT NULL, pence bigint NOT NULL, waiting integer NOT NULL

-- constraint decision_subjects.ck_decision_subjects_pence
CHECK ((pence >= 0))

-- constraint decision_subjects.ck_decision_subjects_waiting
CHECK ((waiting = ANY (ARRAY[0, 1])))

-- constraint decision_subjects.fk_decision_subjects_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint decision_subjects.fk_decision_subjects_decision_id
FOREIGN KEY (decision_id) REFERENCES decisions(id)

-- constraint decision_subjects.pk_decision_subjects
PRIMARY KEY (decision_id, subject)

-- index decision_subjects.ix_decision_subjects_subject
CREATE INDEX ix_decision_subjects_subject ON decision_subjects USING btree (council_id, subject)

-- index decision_subjects.uq_decision_subjects_waiting
CREATE UNIQUE INDEX uq_decision_subjects_waiting ON decision_subjects USING btree (council_id, subject) WHERE
    waiting = 1

-- trigger decision_subjects.decision_subjects_insert
CREATE TRIGGER decision_subjects_insert BEFORE INSERT ON decision_subjects FOR EACH ROW EXECUTE FUNCTION
    paycards_decision_subjects_insert()

-- trigger decision_subjects.decision_subjects_no_delete
CREATE TRIGGER decision_subjects_no_delete BEFORE DELETE ON decision_subjects FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger decision_subjects.decision_subjects_no_truncate
CREATE TRIGGER decision_subjects_no_truncate BEFORE TRUNCATE ON decision_subjects FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger decision_subjects.decision_subjects_update
CREATE TRIGGER decision_subjects_update BEFORE UPDATE ON decision_subjects FOR EACH ROW EXECUTE FUNCTION
    paycards_decision_subjects_update()

-- table decisions
id bigint NOT NULL DEFAULT nextval('decisions_id_seq'::regclass), council_id bigint NOT NULL, number integer
    NOT NULL, kind character varying NOT NULL, subject character varying NOT NULL, amount_pence bigint NOT
    NULL, terms text NOT NULL, reason character varying NOT NULL, needs_two integer NOT NULL, state character
    varying NOT NULL, proposed_by character varying NOT NULL, proposer_key character varying NOT NULL,
    proposed_at character varying(27) NOT NULL, decided_by character varying, decider_key character varying,
    decided_at character varying(27), decided_reason character varying NOT NULL DEFAULT ''::character varying

-- constraint decisions.ck_decisions_decided
CHECK ((((state)::text = 'proposed'::text) = (decided_at IS NULL)))

-- constraint decisions.ck_decisions_decider
CHECK (((decided_by IS NULL) = (decider_key IS NULL)))

-- constraint decisions.ck_decisions_named
CHECK (((TRIM(BOTH FROM proposed_by) <> ''::text) AND (TRIM(BOTH FROM decided_by) <> ''::text)))

-- constraint decisions.ck_decisions_needs_two
CHECK ((needs_two = ANY (ARRAY[0, 1])))

-- constraint decisions.ck_decisions_second_person
CHECK (((needs_two = 0) OR ((state)::text <> ALL ((ARRAY['applied'::character varying, 'refused'::character
    varying])::text[])) OR (decided_by IS NOT NULL)))

-- constraint decisions.ck_decisions_state
CHECK (((state)::text = ANY ((ARRAY['proposed'::character varying, 'applied'::character varying,
    'refused'::character varying, 'withdrawn'::character varying])::text[])))

-- constraint decisions.ck_decisions_two_people
CHECK (((decider_key IS NULL) OR ((state)::text = 'withdrawn'::text) OR (((decider_key)::text <>
    (proposer_key)::text) AND (lower(TRIM(BOTH FROM decided_by)) <> lower(TRIM(BOTH FROM proposed_by))))))

-- constraint decisions.ck_decisions_waits
CHECK ((((state)::text <> 'proposed'::text) OR ((needs_two = 1) AND (decided_by IS NULL))))

-- constraint decisions.fk_decisions_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint decisions.pk_decisions
PRIMARY KEY (id)

-- index decisions.ix_decisions_state
CREATE INDEX ix_decisions_state ON decisions USING btree (council_id, state)

-- index decisions.uq_decisions_number
CREATE UNIQUE INDEX uq_decisions_number ON decisions USING btree (council_id, number)

-- trigger decisions.decisions_insert
CREATE TRIGGER decisions_insert BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION
    paycards_decisions_insert()

-- trigger decisions.decisions_no_delete
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger decisions.decisions_no_truncate
CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger decisions.decisions_one_person
CREATE TRIGGER decisions_one_person BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION
    paycards_decisions_one_person()

-- trigger decisions.decisions_update
CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION
    paycards_decisions_update()

-- table duplicates
file_id bigint NOT NULL, row_no integer NOT NULL, original_file_id bigint NOT NULL, original_row_no integer
    NOT NULL

-- constraint duplicates.fk_duplicates_file_id_row_no
FOREIGN KEY (file_id, row_no) REFERENCES lines(file_id, row_no)

-- constraint duplicates.pk_duplicates
PRIMARY KEY (file_id, row_no)

-- trigger duplicates.duplicates_no_delete
CREATE TRIGGER duplicates_no_delete BEFORE DELETE ON duplicates FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger duplicates.duplicates_no_truncate
CREATE TRIGGER duplicates_no_truncate BEFORE TRUNCATE ON duplicates FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger duplicates.duplicates_no_update
CREATE TRIGGER duplicates_no_update BEFORE UPDATE ON duplicates FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table enquiries
council_id bigint NOT NULL, number integer NOT NULL, opened_at character varying(27) NOT NULL, opened_by
    character varying NOT NULL, due_on date NOT NULL, account_id bigint, network character varying NOT NULL,
    paid_on date, amount_pence bigint, card_ending character varying NOT NULL, outlet character varying NOT
    NULL, receipt character varying NOT NULL, note character varying NOT NULL

-- constraint enquiries.ck_enquiries_note
CHECK ((TRIM(BOTH FROM note) <> ''::text))

-- constraint enquiries.ck_enquiries_number
CHECK ((number > 0))

-- constraint enquiries.fk_enquiries_account_id
FOREIGN KEY (account_id) REFERENCES accounts(id)

-- constraint enquiries.fk_enquiries_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint enquiries.pk_enquiries
PRIMARY KEY (council_id, number)

-- trigger enquiries.enquiries_in_order
CREATE TRIGGER enquiries_in_order BEFORE INSERT ON enquiries FOR EACH ROW EXECUTE FUNCTION
    paycards_enquiries_in_order()

-- trigger enquiries.enquiries_no_delete
CREATE TRIGGER enquiries_no_delete BEFORE DELETE ON enquiries FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger enquiries.enquiries_no_truncate
CREATE TRIGGER enquiries_no_truncate BEFORE TRUNCATE ON enquiries FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger enquiries.enquiries_no_update
CREATE TRIGGER enquiries_no_update BEFORE UPDATE ON enquiries FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table enquiry_events
council_id bigint NOT NULL, number integer NOT NULL, place integer NOT NULL, happened_at character varying(27)
    NOT NULL, actor character varying NOT NULL, kind character varying NOT NULL, file_id bigint, row_no
    integer, outcome character varying NOT NULL, note character varying NOT NULL

-- constraint enquiry_events.ck_enquiry_events_answer
CHECK (((((kind)::text = 'answered'::text) = ((outcome)::text <> ''::text)) AND ((outcome)::text = ANY
    ((ARRAY[''::character varying, 'found'::character varying, 'not_found'::character varying,
    'withdrawn'::character varying])::text[])) AND (((kind)::text = 'found'::text) OR (TRIM(BOTH FROM note) <>
    ''::text))))

-- constraint enquiry_events.ck_enquiry_events_found
CHECK (((((kind)::text = 'found'::text) = (file_id IS NOT NULL)) AND ((file_id IS NULL) = (row_no IS NULL))))

-- constraint enquiry_events.ck_enquiry_events_kind
CHECK (((kind)::text = ANY ((ARRAY['found'::character varying, 'answered'::character varying])::text[])))

-- constraint enquiry_events.fk_enquiry_events_council_id_number
FOREIGN KEY (council_id, number) REFERENCES enquiries(council_id, number)

-- constraint enquiry_events.pk_enquiry_events
PRIMARY KEY (council_id, number, place)

-- trigger enquiry_events.enquiry_events_in_order
CREATE TRIGGER enquiry_events_in_order BEFORE INSERT ON enquiry_events FOR EACH ROW EXECUTE FUNCTION
    paycards_enquiry_events_in_order()

-- trigger enquiry_events.enquiry_events_no_delete
CREATE TRIGGER enquiry_events_no_delete BEFORE DELETE ON enquiry_events FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger enquiry_events.enquiry_events_no_truncate
CREATE TRIGGER enquiry_events_no_truncate BEFORE TRUNCATE ON enquiry_events FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger enquiry_events.enquiry_events_no_update
CREATE TRIGGER enquiry_events_no_update BEFORE UPDATE ON enquiry_events FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table files
id bigint NOT NULL DEFAULT nextval('files_id_seq'::regclass), council_id bigint, contract_id bigint, name
    character varying NOT NULL, sha256 character varying(64) NOT NULL, size_bytes bigint NOT NULL, layout
    character varying NOT NULL, kind character varying NOT NULL, series character varying NOT NULL, sequence
    bigint, position bigint, created_on date, state character varying NOT NULL, rejected integer NOT NULL
    DEFAULT 0, row_count integer NOT NULL, total_pence bigint NOT NULL, reason character varying NOT NULL,
    received_at character varying(27) NOT NULL, decided_at character varying(27), read_by character
    varying(64) NOT NULL DEFAULT ''::character varying

-- constraint files.ck_files_accepted_has_contract
CHECK ((((state)::text <> 'accepted'::text) OR (contract_id IS NOT NULL) OR ((contract_id IS NULL) AND
    (council_id IS NOT NULL) AND ((kind)::text = ANY ((ARRAY['bank'::character varying, 'opening'::character
    varying, 'references'::character varying])::text[])))))

-- constraint files.ck_files_council
CHECK ((((contract_id IS NULL) = (council_id IS NULL)) OR ((contract_id IS NULL) AND (council_id IS NOT NULL)
    AND ((kind)::text = ANY ((ARRAY['bank'::character varying, 'opening'::character varying,
    'references'::character varying])::text[])))))

-- constraint files.ck_files_state
CHECK (((state)::text = ANY ((ARRAY['accepted'::character varying, 'quarantined'::character varying,
    'held'::character varying, 'repeat'::character varying])::text[])))

-- constraint files.fk_files_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint files.fk_files_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint files.pk_files
PRIMARY KEY (id)

-- index files.ix_files_contract_sha256
CREATE INDEX ix_files_contract_sha256 ON files USING btree (contract_id, sha256)

-- index files.ix_files_undecided
CREATE INDEX ix_files_undecided ON files USING btree (council_id, id) WHERE state::text = 'accepted'::text AND
    decided_at IS NULL

-- index files.ix_files_waiting
CREATE INDEX ix_files_waiting ON files USING btree (id) WHERE (state::text = ANY
    (ARRAY['quarantined'::character varying, 'held'::character varying]::text[])) AND rejected = 0

-- index files.uq_files_accepted_position
CREATE UNIQUE INDEX uq_files_accepted_position ON files USING btree (contract_id, series, "position") WHERE
    state::text = 'accepted'::text

-- index files.uq_files_bytes
CREATE UNIQUE INDEX uq_files_bytes ON files USING btree (COALESCE(contract_id, 0::bigint), name, sha256)

-- index files.uq_files_id_contract
CREATE UNIQUE INDEX uq_files_id_contract ON files USING btree (id, contract_id)

-- trigger files.files_came_once
CREATE TRIGGER files_came_once BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION paycards_files_came_once()

-- trigger files.files_decided
CREATE TRIGGER files_decided BEFORE UPDATE ON files FOR EACH ROW WHEN (old.decided_at IS NULL AND
    new.decided_at IS NOT NULL) EXECUTE FUNCTION paycards_check_file()

-- trigger files.files_keep
CREATE TRIGGER files_keep BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION paycards_keep_file()

-- trigger files.files_no_delete
CREATE TRIGGER files_no_delete BEFORE DELETE ON files FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger files.files_no_truncate
CREATE TRIGGER files_no_truncate BEFORE TRUNCATE ON files FOR EACH STATEMENT EXECUTE FUNCTION paycards_keep()

-- table handed_in_lists
id bigint NOT NULL DEFAULT nextval('handed_in_lists_id_seq'::regclass), council_id bigint NOT NULL, office
    character varying NOT NULL, list_name character varying NOT NULL, sheet character varying NOT NULL, sha256
    character varying(64) NOT NULL, row_count integer NOT NULL, handed_in_at character varying(27) NOT NULL,
    handed_in_by character varying NOT NULL

-- constraint handed_in_lists.ck_handed_in_lists_row_count
CHECK ((row_count >= 0))

-- constraint handed_in_lists.fk_handed_in_lists_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint handed_in_lists.pk_handed_in_lists
PRIMARY KEY (id)

-- index handed_in_lists.uq_handed_in_lists_list
CREATE UNIQUE INDEX uq_handed_in_lists_list ON handed_in_lists USING btree (council_id, sha256, sheet)

-- trigger handed_in_lists.handed_in_lists_no_delete
CREATE TRIGGER handed_in_lists_no_delete BEFORE DELETE ON handed_in_lists FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger handed_in_lists.handed_in_lists_no_truncate
CREATE TRIGGER handed_in_lists_no_truncate BEFORE TRUNCATE ON handed_in_lists FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger handed_in_lists.handed_in_lists_no_update
CREATE TRIGGER handed_in_lists_no_update BEFORE UPDATE ON handed_in_lists FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table kept_forms
id character varying(64) NOT NULL, person_id bigint NOT NULL, ends_at character varying(27) NOT NULL, address
    character varying NOT NULL, body text NOT NULL

-- constraint kept_forms.fk_kept_forms_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint kept_forms.pk_kept_forms
PRIMARY KEY (id)

-- index kept_forms.ix_kept_forms_person_id
CREATE INDEX ix_kept_forms_person_id ON kept_forms USING btree (person_id)

-- table ledger_accounts
id bigint NOT NULL DEFAULT nextval('ledger_accounts_id_seq'::regclass), council_id bigint NOT NULL, kind
    character varying NOT NULL, name character varying NOT NULL

-- constraint ledger_accounts.ck_ledger_accounts_kind
CHECK (((kind)::text = ANY ((ARRAY['customer'::character varying, 'suspense'::character varying,
    'clearing'::character varying, 'till'::character varying, 'bank'::character varying, 'fees'::character
    varying, 'returns'::character varying, 'written_off'::character varying, 'opening'::character
    varying])::text[])))

-- constraint ledger_accounts.fk_ledger_accounts_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint ledger_accounts.pk_ledger_accounts
PRIMARY KEY (id)

-- index ledger_accounts.uq_ledger_accounts_name
CREATE UNIQUE INDEX uq_ledger_accounts_name ON ledger_accounts USING btree (council_id, name)

-- trigger ledger_accounts.ledger_accounts_no_delete
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger ledger_accounts.ledger_accounts_no_truncate
CREATE TRIGGER ledger_accounts_no_truncate BEFORE TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger ledger_accounts.ledger_accounts_no_update
CREATE TRIGGER ledger_accounts_no_update BEFORE UPDATE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table lines
file_id bigint NOT NULL, row_no integer NOT NULL, contract_id bigint NOT NULL, network character varying NOT
    NULL, kind character varying NOT NULL DEFAULT 'payment'::character varying, card_number character varying
    NOT NULL DEFAULT ''::character varying, client_reference character varying NOT NULL DEFAULT ''::character
    varying, amount_pence bigint NOT NULL, paid_on date NOT NULL, paid_at character varying NOT NULL DEFAULT
    ''::character varying, outlet character varying NOT NULL DEFAULT ''::character varying, receipt character
    varying NOT NULL DEFAULT ''::character varying, receipt_day integer NOT NULL DEFAULT 0, original_receipt
    character varying NOT NULL DEFAULT ''::character varying, capture character varying NOT NULL DEFAULT
    ''::character varying, tender character varying NOT NULL DEFAULT ''::character varying

-- constraint lines.ck_lines_amount
CHECK ((amount_pence <> 0))

-- constraint lines.ck_lines_kind
CHECK ((((kind)::text = 'payment'::text) OR ((kind)::text = 'reversed'::text) OR ((kind)::text =
    'reversal'::text)))

-- constraint lines.pk_lines
PRIMARY KEY (file_id, row_no)

-- index lines.ix_lines_original_receipt
CREATE INDEX ix_lines_original_receipt ON lines USING btree (contract_id, original_receipt, receipt_day) WHERE
    original_receipt::text <> ''::text

-- trigger lines.lines_no_delete
CREATE TRIGGER lines_no_delete BEFORE DELETE ON lines FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger lines.lines_no_truncate
CREATE TRIGGER lines_no_truncate BEFORE TRUNCATE ON lines FOR EACH STATEMENT EXECUTE FUNCTION paycards_keep()

-- trigger lines.lines_no_update
CREATE TRIGGER lines_no_update BEFORE UPDATE ON lines FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger lines.lines_open_file
CREATE TRIGGER lines_open_file BEFORE INSERT ON lines FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_check_open_file()

-- table match_ends
match_id bigint NOT NULL, ended_on date NOT NULL, ended_by character varying NOT NULL, ended_at character
    varying(27) NOT NULL, why character varying NOT NULL

-- constraint match_ends.ck_match_ends_why
CHECK (((why)::text = ANY ((ARRAY['taken_back'::character varying, 'lapsed'::character varying,
    'accepted'::character varying, 'refused'::character varying])::text[])))

-- constraint match_ends.fk_match_ends_match_id
FOREIGN KEY (match_id) REFERENCES matches(id)

-- constraint match_ends.pk_match_ends
PRIMARY KEY (match_id)

-- trigger match_ends.match_ends_amount
CREATE TRIGGER match_ends_amount BEFORE INSERT ON match_ends FOR EACH ROW EXECUTE FUNCTION
    paycards_match_ends_amount()

-- trigger match_ends.match_ends_no_delete
CREATE TRIGGER match_ends_no_delete BEFORE DELETE ON match_ends FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger match_ends.match_ends_no_truncate
CREATE TRIGGER match_ends_no_truncate BEFORE TRUNCATE ON match_ends FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger match_ends.match_ends_no_update
CREATE TRIGGER match_ends_no_update BEFORE UPDATE ON match_ends FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table matches
id bigint NOT NULL DEFAULT nextval('matches_id_seq'::regclass), council_id bigint NOT NULL, contract_id bigint
    NOT NULL, due character varying NOT NULL, file_id bigint NOT NULL, row_no integer NOT NULL, amount_pence
    bigint NOT NULL, fee_pence bigint NOT NULL DEFAULT '0'::bigint, rule character varying NOT NULL, state
    character varying NOT NULL, reason character varying NOT NULL, made_on date NOT NULL, made_by character
    varying NOT NULL, made_at character varying(27) NOT NULL

-- constraint matches.ck_matches_amount
CHECK ((amount_pence <> 0))

-- constraint matches.ck_matches_rule
CHECK (((rule)::text = ANY ((ARRAY['exact'::character varying, 'run'::character varying, 'parts'::character
    varying, 'subset'::character varying, 'difference'::character varying, 'manual'::character
    varying])::text[])))

-- constraint matches.ck_matches_state
CHECK (((state)::text = ANY ((ARRAY['confirmed'::character varying, 'proposed'::character varying])::text[])))

-- constraint matches.fk_matches_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint matches.fk_matches_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint matches.fk_matches_file_id_row_no
FOREIGN KEY (file_id, row_no) REFERENCES bank_entries(file_id, row_no)

-- constraint matches.pk_matches
PRIMARY KEY (id)

-- index matches.ix_matches_due
CREATE INDEX ix_matches_due ON matches USING btree (contract_id, due)

-- index matches.ix_matches_entry
CREATE INDEX ix_matches_entry ON matches USING btree (file_id, row_no)

-- trigger matches.matches_amount
CREATE TRIGGER matches_amount BEFORE INSERT ON matches FOR EACH ROW EXECUTE FUNCTION paycards_matches_amount()

-- trigger matches.matches_insert
CREATE TRIGGER matches_insert BEFORE INSERT ON matches FOR EACH ROW EXECUTE FUNCTION paycards_matches_insert()

-- trigger matches.matches_no_delete
CREATE TRIGGER matches_no_delete BEFORE DELETE ON matches FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger matches.matches_no_truncate
CREATE TRIGGER matches_no_truncate BEFORE TRUNCATE ON matches FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger matches.matches_no_update
CREATE TRIGGER matches_no_update BEFORE UPDATE ON matches FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table opening_items
file_id bigint NOT NULL, row_no integer NOT NULL, council_id bigint NOT NULL, contract_id bigint NOT NULL, due
    character varying NOT NULL, due_on date NOT NULL, amount_pence bigint NOT NULL

-- constraint opening_items.ck_opening_items_amount
CHECK ((amount_pence <> 0))

-- constraint opening_items.fk_opening_items_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint opening_items.fk_opening_items_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint opening_items.fk_opening_items_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint opening_items.pk_opening_items
PRIMARY KEY (file_id, row_no)

-- index opening_items.uq_opening_items_due
CREATE UNIQUE INDEX uq_opening_items_due ON opening_items USING btree (contract_id, due)

-- trigger opening_items.opening_items_no_delete
CREATE TRIGGER opening_items_no_delete BEFORE DELETE ON opening_items FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger opening_items.opening_items_no_truncate
CREATE TRIGGER opening_items_no_truncate BEFORE TRUNCATE ON opening_items FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger opening_items.opening_items_no_update
CREATE TRIGGER opening_items_no_update BEFORE UPDATE ON opening_items FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table outgoing_batches
batch_id bigint NOT NULL, run_id bigint NOT NULL

-- constraint outgoing_batches.fk_outgoing_batches_batch_id
FOREIGN KEY (batch_id) REFERENCES batches(id)

-- constraint outgoing_batches.fk_outgoing_batches_run_id
FOREIGN KEY (run_id) REFERENCES outgoing_runs(id)

-- constraint outgoing_batches.pk_outgoing_batches
PRIMARY KEY (batch_id)

-- index outgoing_batches.ix_outgoing_batches_run_id
CREATE INDEX ix_outgoing_batches_run_id ON outgoing_batches USING btree (run_id)

-- trigger outgoing_batches.outgoing_batches_no_delete
CREATE TRIGGER outgoing_batches_no_delete BEFORE DELETE ON outgoing_batches FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger outgoing_batches.outgoing_batches_no_truncate
CREATE TRIGGER outgoing_batches_no_truncate BEFORE TRUNCATE ON outgoing_batches FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger outgoing_batches.outgoing_batches_no_update
CREATE TRIGGER outgoing_batches_no_update BEFORE UPDATE ON outgoing_batches FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table outgoing_files
run_id bigint NOT NULL, name character varying NOT NULL, fund character varying NOT NULL, sha256 character
    varying(64) NOT NULL, row_count integer NOT NULL, total_pence bigint NOT NULL, placed_at character
    varying(27)

-- constraint outgoing_files.fk_outgoing_files_run_id
FOREIGN KEY (run_id) REFERENCES outgoing_runs(id)

-- constraint outgoing_files.pk_outgoing_files
PRIMARY KEY (run_id, name)

-- index outgoing_files.ix_outgoing_files_placed_at
CREATE INDEX ix_outgoing_files_placed_at ON outgoing_files USING btree (placed_at)

-- trigger outgoing_files.outgoing_files_no_delete
CREATE TRIGGER outgoing_files_no_delete BEFORE DELETE ON outgoing_files FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger outgoing_files.outgoing_files_no_truncate
CREATE TRIGGER outgoing_files_no_truncate BEFORE TRUNCATE ON outgoing_files FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger outgoing_files.outgoing_files_set_once
CREATE TRIGGER outgoing_files_set_once BEFORE UPDATE ON outgoing_files FOR EACH ROW EXECUTE FUNCTION
    paycards_outgoing_files_once()

-- table outgoing_held
file_id bigint NOT NULL, row_no integer NOT NULL, step integer NOT NULL, part integer NOT NULL, run_id bigint
    NOT NULL, left_run_id bigint

-- constraint outgoing_held.ck_outgoing_held_later
CHECK ((left_run_id > run_id))

-- constraint outgoing_held.fk_outgoing_held_file_id_row_no_step_part
FOREIGN KEY (file_id, row_no, step, part) REFERENCES postings(file_id, row_no, step, part)

-- constraint outgoing_held.fk_outgoing_held_left_run_id
FOREIGN KEY (left_run_id) REFERENCES outgoing_runs(id)

-- constraint outgoing_held.fk_outgoing_held_run_id
FOREIGN KEY (run_id) REFERENCES outgoing_runs(id)

-- constraint outgoing_held.pk_outgoing_held
PRIMARY KEY (file_id, row_no, step, part)

-- index outgoing_held.ix_outgoing_held_left_run_id
CREATE INDEX ix_outgoing_held_left_run_id ON outgoing_held USING btree (left_run_id)

-- index outgoing_held.ix_outgoing_held_run_id
CREATE INDEX ix_outgoing_held_run_id ON outgoing_held USING btree (run_id)

-- trigger outgoing_held.outgoing_held_no_delete
CREATE TRIGGER outgoing_held_no_delete BEFORE DELETE ON outgoing_held FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger outgoing_held.outgoing_held_no_truncate
CREATE TRIGGER outgoing_held_no_truncate BEFORE TRUNCATE ON outgoing_held FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger outgoing_held.outgoing_held_of_its_run
CREATE TRIGGER outgoing_held_of_its_run BEFORE INSERT ON outgoing_held FOR EACH ROW EXECUTE FUNCTION
    paycards_hold_back()

-- trigger outgoing_held.outgoing_held_set_once
CREATE TRIGGER outgoing_held_set_once BEFORE UPDATE ON outgoing_held FOR EACH ROW EXECUTE FUNCTION
    paycards_outgoing_held_once()

-- table outgoing_runs
id bigint NOT NULL DEFAULT nextval('outgoing_runs_id_seq'::regclass), council_id bigint NOT NULL, night date
    NOT NULL, written_at character varying(27) NOT NULL

-- constraint outgoing_runs.fk_outgoing_runs_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint outgoing_runs.pk_outgoing_runs
PRIMARY KEY (id)

-- index outgoing_runs.uq_outgoing_runs_night
CREATE UNIQUE INDEX uq_outgoing_runs_night ON outgoing_runs USING btree (council_id, night)

-- trigger outgoing_runs.outgoing_runs_no_delete
CREATE TRIGGER outgoing_runs_no_delete BEFORE DELETE ON outgoing_runs FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger outgoing_runs.outgoing_runs_no_truncate
CREATE TRIGGER outgoing_runs_no_truncate BEFORE TRUNCATE ON outgoing_runs FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger outgoing_runs.outgoing_runs_no_update
CREATE TRIGGER outgoing_runs_no_update BEFORE UPDATE ON outgoing_runs FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table outlet_reversals
file_id bigint NOT NULL, paid_on date NOT NULL, outlet character varying NOT NULL, contract_id bigint NOT
    NULL, reversals integer NOT NULL, total_pence bigint NOT NULL

-- constraint outlet_reversals.ck_outlet_reversals_counted
CHECK ((reversals > 0))

-- constraint outlet_reversals.fk_outlet_reversals_file_id_contract_id
FOREIGN KEY (file_id, contract_id) REFERENCES files(id, contract_id)

-- constraint outlet_reversals.pk_outlet_reversals
PRIMARY KEY (file_id, paid_on, outlet)

-- index outlet_reversals.ix_outlet_reversals_day
CREATE INDEX ix_outlet_reversals_day ON outlet_reversals USING btree (contract_id, paid_on)

-- trigger outlet_reversals.outlet_reversals_no_delete
CREATE TRIGGER outlet_reversals_no_delete BEFORE DELETE ON outlet_reversals FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger outlet_reversals.outlet_reversals_no_truncate
CREATE TRIGGER outlet_reversals_no_truncate BEFORE TRUNCATE ON outlet_reversals FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger outlet_reversals.outlet_reversals_no_update
CREATE TRIGGER outlet_reversals_no_update BEFORE UPDATE ON outlet_reversals FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table payment_days
file_id bigint NOT NULL, paid_on date NOT NULL, network character varying NOT NULL, contract_id bigint NOT
    NULL, payments integer NOT NULL, total_pence bigint NOT NULL

-- constraint payment_days.ck_payment_days_counted
CHECK ((payments > 0))

-- constraint payment_days.fk_payment_days_file_id_contract_id
FOREIGN KEY (file_id, contract_id) REFERENCES files(id, contract_id)

-- constraint payment_days.pk_payment_days
PRIMARY KEY (file_id, paid_on, network)

-- index payment_days.ix_payment_days_day
CREATE INDEX ix_payment_days_day ON payment_days USING btree (contract_id, paid_on)

-- trigger payment_days.payment_days_no_delete
CREATE TRIGGER payment_days_no_delete BEFORE DELETE ON payment_days FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger payment_days.payment_days_no_truncate
CREATE TRIGGER payment_days_no_truncate BEFORE TRUNCATE ON payment_days FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger payment_days.payment_days_no_update
CREATE TRIGGER payment_days_no_update BEFORE UPDATE ON payment_days FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table people
id bigint NOT NULL DEFAULT nextval('people_id_seq'::regclass), email character varying NOT NULL, state
    character varying NOT NULL, os_user character varying, issuer character varying, subject character
    varying, password_hash character varying, password_set_at character varying(27), factor_secret text,
    factor_step bigint NOT NULL DEFAULT '0'::bigint, added_at character varying(27) NOT NULL

-- constraint people.ck_people_email
CHECK ((((email)::text <> ''::text) AND ((email)::text = lower((email)::text))))

-- constraint people.ck_people_password
CHECK (((password_hash IS NULL) = (password_set_at IS NULL)))

-- constraint people.ck_people_provider
CHECK (((issuer IS NULL) = (subject IS NULL)))

-- constraint people.ck_people_state
CHECK (((state)::text = ANY ((ARRAY['invited'::character varying, 'active'::character varying,
    'disabled'::character varying, 'removed'::character varying])::text[])))

-- constraint people.pk_people
PRIMARY KEY (id)

-- index people.uq_people_email
CREATE UNIQUE INDEX uq_people_email ON people USING btree (email)

-- index people.uq_people_os_user
CREATE UNIQUE INDEX uq_people_os_user ON people USING btree (os_user)

-- index people.uq_people_subject
CREATE UNIQUE INDEX uq_people_subject ON people USING btree (issuer, subject)

-- trigger people.people_no_delete
CREATE TRIGGER people_no_delete BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger people.people_no_truncate
CREATE TRIGGER people_no_truncate BEFORE TRUNCATE ON people FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger people.people_same
CREATE TRIGGER people_same BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION paycards_people_same()

-- table person_roles
person_id bigint NOT NULL, council_id bigint NOT NULL, role character varying NOT NULL

-- constraint person_roles.ck_person_roles_role
CHECK (((role)::text = ANY ((ARRAY['housing_officer'::character varying, 'finance_officer'::character varying,
    'finance_manager'::character varying, 'auditor'::character varying, 'administrator'::character
    varying])::text[])))

-- constraint person_roles.fk_person_roles_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint person_roles.fk_person_roles_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint person_roles.pk_person_roles
PRIMARY KEY (person_id, council_id, role)

-- index person_roles.ix_person_roles_council_id
CREATE INDEX ix_person_roles_council_id ON person_roles USING btree (council_id)

-- table person_users
person_id bigint NOT NULL, os_user character varying NOT NULL

-- constraint person_users.fk_person_users_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint person_users.pk_person_users
PRIMARY KEY (person_id, os_user)

-- index person_users.ix_person_users_os_user
CREATE INDEX ix_person_users_os_user ON person_users USING btree (os_user)

-- trigger person_users.person_users_no_delete
CREATE TRIGGER person_users_no_delete BEFORE DELETE ON person_users FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger person_users.person_users_no_truncate
CREATE TRIGGER person_users_no_truncate BEFORE TRUNCATE ON person_users FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger person_users.person_users_no_update
CREATE TRIGGER person_users_no_update BEFORE UPDATE ON person_users FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table postings
file_id bigint NOT NULL, row_no integer NOT NULL, step integer NOT NULL, batch_id bigint NOT NULL, debit_id
    bigint NOT NULL, credit_id bigint NOT NULL, amount_pence bigint NOT NULL, rule character varying, reason
    character varying, part integer NOT NULL DEFAULT 1

-- constraint postings.ck_postings_amount
CHECK ((amount_pence <> 0))

-- constraint postings.ck_postings_part
CHECK (((part >= 1) AND ((step > 0) OR (part = 1))))

-- constraint postings.ck_postings_rule_or_reason
CHECK (((rule IS NULL) <> (reason IS NULL)))

-- constraint postings.ck_postings_two_accounts
CHECK ((debit_id <> credit_id))

-- constraint postings.pk_postings
PRIMARY KEY (file_id, row_no, step, part)

-- index postings.ix_postings_brought
CREATE INDEX ix_postings_brought ON postings USING btree (batch_id) WHERE rule::text = 'bank'::text OR
    rule::text = 'opening'::text

-- index postings.ix_postings_moved_from
CREATE INDEX ix_postings_moved_from ON postings USING btree (debit_id) WHERE step > 0

-- index postings.ix_postings_moved_to
CREATE INDEX ix_postings_moved_to ON postings USING btree (credit_id) WHERE step > 0

-- index postings.ix_postings_moves
CREATE INDEX ix_postings_moves ON postings USING btree (batch_id) WHERE step > 0

-- trigger postings.postings_no_delete
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger postings.postings_no_truncate
CREATE TRIGGER postings_no_truncate BEFORE TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger postings.postings_no_update
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger postings.postings_open_batch
CREATE TRIGGER postings_open_batch BEFORE INSERT ON postings FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_check_open_batch()

-- table problems
id bigint NOT NULL DEFAULT nextval('problems_id_seq'::regclass), council_id bigint, contract_id bigint, kind
    character varying NOT NULL, subject character varying NOT NULL, message character varying NOT NULL, action
    character varying NOT NULL, opened_at character varying(27) NOT NULL, closed_at character varying(27),
    closed_by character varying, note character varying, facts text NOT NULL DEFAULT '{}'::text

-- constraint problems.fk_problems_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint problems.fk_problems_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint problems.pk_problems
PRIMARY KEY (id)

-- index problems.ix_problems_open
CREATE INDEX ix_problems_open ON problems USING btree (council_id, contract_id, kind, subject) WHERE closed_at
    IS NULL

-- trigger problems.problems_keep
CREATE TRIGGER problems_keep BEFORE UPDATE ON problems FOR EACH ROW EXECUTE FUNCTION paycards_problems_keep()

-- trigger problems.problems_no_delete
CREATE TRIGGER problems_no_delete BEFORE DELETE ON problems FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger problems.problems_no_truncate
CREATE TRIGGER problems_no_truncate BEFORE TRUNCATE ON problems FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- table promises
file_id bigint NOT NULL, row_no integer NOT NULL, contract_id bigint NOT NULL, file_name character varying NOT
    NULL, row_count integer NOT NULL, gross_pence bigint NOT NULL

-- constraint promises.fk_promises_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint promises.fk_promises_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint promises.pk_promises
PRIMARY KEY (file_id, row_no)

-- index promises.ix_promises_file_name
CREATE INDEX ix_promises_file_name ON promises USING btree (contract_id, file_name)

-- trigger promises.promises_no_delete
CREATE TRIGGER promises_no_delete BEFORE DELETE ON promises FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger promises.promises_no_truncate
CREATE TRIGGER promises_no_truncate BEFORE TRUNCATE ON promises FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger promises.promises_no_update
CREATE TRIGGER promises_no_update BEFORE UPDATE ON promises FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table provider_sign_ins
state character varying(64) NOT NULL, browser character varying(64) NOT NULL, started_at character varying(27)
    NOT NULL, body text NOT NULL

-- constraint provider_sign_ins.pk_provider_sign_ins
PRIMARY KEY (state)

-- index provider_sign_ins.ix_provider_sign_ins_browser
CREATE INDEX ix_provider_sign_ins_browser ON provider_sign_ins USING btree (browser, started_at)

-- table receipts
contract_id bigint NOT NULL, receipt_day integer NOT NULL, receipt character varying NOT NULL, file_id bigint
    NOT NULL, row_no integer NOT NULL

-- constraint receipts.pk_receipts
PRIMARY KEY (contract_id, receipt_day, receipt)

-- trigger receipts.receipts_no_delete
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger receipts.receipts_no_truncate
CREATE TRIGGER receipts_no_truncate BEFORE TRUNCATE ON receipts FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger receipts.receipts_no_update
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table recovery_codes
person_id bigint NOT NULL, code_hash character varying NOT NULL

-- constraint recovery_codes.fk_recovery_codes_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint recovery_codes.pk_recovery_codes
PRIMARY KEY (person_id, code_hash)

-- table remote_files
council_id bigint NOT NULL, owner character varying NOT NULL, name character varying NOT NULL, size_bytes
    bigint NOT NULL, modified bigint, sha256 character varying(64) NOT NULL

-- constraint remote_files.fk_remote_files_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint remote_files.pk_remote_files
PRIMARY KEY (council_id, owner, name)

-- table return_figures
decision_id bigint NOT NULL, place integer NOT NULL, section character varying NOT NULL, what character
    varying NOT NULL, items integer NOT NULL, pence bigint, measure character varying NOT NULL

-- constraint return_figures.ck_return_figures_place
CHECK (((place > 0) AND (items >= 0)))

-- constraint return_figures.fk_return_figures_decision_id
FOREIGN KEY (decision_id) REFERENCES decisions(id)

-- constraint return_figures.pk_return_figures
PRIMARY KEY (decision_id, place)

-- trigger return_figures.return_figures_insert
CREATE TRIGGER return_figures_insert BEFORE INSERT ON return_figures FOR EACH ROW EXECUTE FUNCTION
    paycards_return_figures_insert()

-- trigger return_figures.return_figures_no_delete
CREATE TRIGGER return_figures_no_delete BEFORE DELETE ON return_figures FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger return_figures.return_figures_no_truncate
CREATE TRIGGER return_figures_no_truncate BEFORE TRUNCATE ON return_figures FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger return_figures.return_figures_no_update
CREATE TRIGGER return_figures_no_update BEFORE UPDATE ON return_figures FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table reused_receipts
file_id bigint NOT NULL, row_no integer NOT NULL, contract_id bigint NOT NULL, receipt_day integer NOT NULL,
    receipt character varying NOT NULL

-- constraint reused_receipts.fk_reused_receipts_file_id_row_no
FOREIGN KEY (file_id, row_no) REFERENCES lines(file_id, row_no)

-- constraint reused_receipts.pk_reused_receipts
PRIMARY KEY (file_id, row_no)

-- index reused_receipts.ix_reused_receipts_key
CREATE INDEX ix_reused_receipts_key ON reused_receipts USING btree (contract_id, receipt_day, receipt)

-- trigger reused_receipts.reused_receipts_no_delete
CREATE TRIGGER reused_receipts_no_delete BEFORE DELETE ON reused_receipts FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger reused_receipts.reused_receipts_no_truncate
CREATE TRIGGER reused_receipts_no_truncate BEFORE TRUNCATE ON reused_receipts FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger reused_receipts.reused_receipts_no_update
CREATE TRIGGER reused_receipts_no_update BEFORE UPDATE ON reused_receipts FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table reversals
file_id bigint NOT NULL, row_no integer NOT NULL, original_file_id bigint NOT NULL, original_row_no integer
    NOT NULL, council_id bigint NOT NULL

-- constraint reversals.fk_reversals_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint reversals.fk_reversals_file_id_row_no
FOREIGN KEY (file_id, row_no) REFERENCES lines(file_id, row_no)

-- constraint reversals.fk_reversals_original_file_id_original_row_no
FOREIGN KEY (original_file_id, original_row_no) REFERENCES lines(file_id, row_no)

-- constraint reversals.pk_reversals
PRIMARY KEY (file_id, row_no)

-- index reversals.uq_reversals_original
CREATE UNIQUE INDEX uq_reversals_original ON reversals USING btree (original_file_id, original_row_no)

-- trigger reversals.reversals_no_delete
CREATE TRIGGER reversals_no_delete BEFORE DELETE ON reversals FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger reversals.reversals_no_truncate
CREATE TRIGGER reversals_no_truncate BEFORE TRUNCATE ON reversals FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger reversals.reversals_no_update
CREATE TRIGGER reversals_no_update BEFORE UPDATE ON reversals FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table set_up_links
digest character varying(64) NOT NULL, person_id bigint NOT NULL, ends_at character varying(27) NOT NULL

-- constraint set_up_links.fk_set_up_links_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint set_up_links.pk_set_up_links
PRIMARY KEY (digest)

-- index set_up_links.ix_set_up_links_person_id
CREATE INDEX ix_set_up_links_person_id ON set_up_links USING btree (person_id)

-- table sign_in_attempts
key character varying(64) NOT NULL, failed integer NOT NULL, last_at character varying(27) NOT NULL

-- constraint sign_in_attempts.ck_sign_in_attempts_failed
CHECK ((failed >= 0))

-- constraint sign_in_attempts.pk_sign_in_attempts
PRIMARY KEY (key)

-- table sign_in_log
id bigint NOT NULL DEFAULT nextval('sign_in_log_id_seq'::regclass), at character varying(27) NOT NULL,
    person_id bigint, event character varying NOT NULL, way character varying NOT NULL, source character
    varying NOT NULL, by character varying NOT NULL

-- constraint sign_in_log.ck_sign_in_log_event
CHECK (((event)::text = ANY ((ARRAY['signed_in'::character varying, 'signed_out'::character varying,
    'refused'::character varying, 'locked_out'::character varying, 'set_up'::character varying,
    'proved'::character varying, 'ended'::character varying, 'password_changed'::character varying,
    'factor_changed'::character varying, 'codes_renewed'::character varying])::text[])))

-- constraint sign_in_log.fk_sign_in_log_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint sign_in_log.pk_sign_in_log
PRIMARY KEY (id)

-- index sign_in_log.ix_sign_in_log_person_id
CREATE INDEX ix_sign_in_log_person_id ON sign_in_log USING btree (person_id, id)

-- trigger sign_in_log.sign_in_log_no_delete
CREATE TRIGGER sign_in_log_no_delete BEFORE DELETE ON sign_in_log FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger sign_in_log.sign_in_log_no_truncate
CREATE TRIGGER sign_in_log_no_truncate BEFORE TRUNCATE ON sign_in_log FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger sign_in_log.sign_in_log_no_update
CREATE TRIGGER sign_in_log_no_update BEFORE UPDATE ON sign_in_log FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table signed_returns
council_id bigint NOT NULL, month character varying(7) NOT NULL, decision_id bigint NOT NULL

-- constraint signed_returns.fk_signed_returns_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint signed_returns.fk_signed_returns_decision_id
FOREIGN KEY (decision_id) REFERENCES decisions(id)

-- constraint signed_returns.pk_signed_returns
PRIMARY KEY (council_id, month)

-- trigger signed_returns.signed_returns_insert
CREATE TRIGGER signed_returns_insert BEFORE INSERT ON signed_returns FOR EACH ROW EXECUTE FUNCTION
    paycards_signed_returns_insert()

-- trigger signed_returns.signed_returns_no_delete
CREATE TRIGGER signed_returns_no_delete BEFORE DELETE ON signed_returns FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger signed_returns.signed_returns_no_truncate
CREATE TRIGGER signed_returns_no_truncate BEFORE TRUNCATE ON signed_returns FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger signed_returns.signed_returns_no_update
CREATE TRIGGER signed_returns_no_update BEFORE UPDATE ON signed_returns FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table skipped_files
council_id bigint NOT NULL, owner character varying NOT NULL, name character varying NOT NULL, since date NOT
    NULL

-- constraint skipped_files.fk_skipped_files_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint skipped_files.pk_skipped_files
PRIMARY KEY (council_id, owner, name)

-- table staff_sessions
digest character varying(64) NOT NULL, person_id bigint NOT NULL, stage character varying NOT NULL, csrf
    character varying NOT NULL, source character varying NOT NULL, device character varying NOT NULL, way
    character varying NOT NULL, started_at character varying(27) NOT NULL, seen_at character varying(27) NOT
    NULL, proved_at character varying(27) NOT NULL, ended_at character varying(27), id_token text,
    factor_offer text

-- constraint staff_sessions.ck_staff_sessions_stage
CHECK (((stage)::text = ANY ((ARRAY['code'::character varying, 'whole'::character varying])::text[])))

-- constraint staff_sessions.ck_staff_sessions_way
CHECK (((way)::text = ANY ((ARRAY['password'::character varying, 'provider'::character varying])::text[])))

-- constraint staff_sessions.fk_staff_sessions_person_id
FOREIGN KEY (person_id) REFERENCES people(id)

-- constraint staff_sessions.pk_staff_sessions
PRIMARY KEY (digest)

-- index staff_sessions.ix_staff_sessions_person_id
CREATE INDEX ix_staff_sessions_person_id ON staff_sessions USING btree (person_id, started_at)

-- table statement_lines
file_id bigint NOT NULL, extension character varying NOT NULL, amount_pence bigint NOT NULL

-- constraint statement_lines.fk_statement_lines_file_id
FOREIGN KEY (file_id) REFERENCES statements(file_id)

-- constraint statement_lines.pk_statement_lines
PRIMARY KEY (file_id, extension)

-- trigger statement_lines.statement_lines_no_delete
CREATE TRIGGER statement_lines_no_delete BEFORE DELETE ON statement_lines FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger statement_lines.statement_lines_no_truncate
CREATE TRIGGER statement_lines_no_truncate BEFORE TRUNCATE ON statement_lines FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger statement_lines.statement_lines_no_update
CREATE TRIGGER statement_lines_no_update BEFORE UPDATE ON statement_lines FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table statements
file_id bigint NOT NULL, contract_id bigint NOT NULL, opening_on date NOT NULL, closing_on date NOT NULL,
    opening_pence bigint NOT NULL, credits_pence bigint NOT NULL, debits_pence bigint NOT NULL, closing_pence
    bigint NOT NULL

-- constraint statements.ck_statements_sums
CHECK ((((opening_pence + credits_pence) - debits_pence) = closing_pence))

-- constraint statements.fk_statements_contract_id
FOREIGN KEY (contract_id) REFERENCES contracts(id)

-- constraint statements.fk_statements_file_id
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint statements.pk_statements
PRIMARY KEY (file_id)

-- trigger statements.statements_no_delete
CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger statements.statements_no_truncate
CREATE TRIGGER statements_no_truncate BEFORE TRUNCATE ON statements FOR EACH STATEMENT EXECUTE FUNCTION
    paycards_keep()

-- trigger statements.statements_no_update
CREATE TRIGGER statements_no_update BEFORE UPDATE ON statements FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- table suspense_items
id bigint NOT NULL DEFAULT nextval('suspense_items_id_seq'::regclass), council_id bigint NOT NULL, contract_id
    bigint NOT NULL, file_id bigint NOT NULL, row_no integer NOT NULL, reason character varying NOT NULL,
    since date NOT NULL, state character varying NOT NULL, taken_by character varying, account_id bigint, rule
    character varying, closed_on date

-- constraint suspense_items.ck_suspense_items_account
CHECK ((((state)::text = 'posted'::text) = (account_id IS NOT NULL)))

-- constraint suspense_items.ck_suspense_items_closed_on
CHECK ((((state)::text = 'open'::text) = (closed_on IS NULL)))

-- constraint suspense_items.ck_suspense_items_state
CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'posted'::character varying,
    'offset'::character varying, 'split'::character varying, 'returned'::character varying,
    'written_off'::character varying])::text[])))

-- constraint suspense_items.fk_suspense_items_account_id
FOREIGN KEY (account_id) REFERENCES accounts(id)

-- constraint suspense_items.pk_suspense_items
PRIMARY KEY (id)

-- index suspense_items.ix_suspense_items_by_hand
CREATE INDEX ix_suspense_items_by_hand ON suspense_items USING btree (council_id, id) WHERE rule::text =
    'manual'::text

-- index suspense_items.ix_suspense_items_oldest
CREATE INDEX ix_suspense_items_oldest ON suspense_items USING btree (council_id, since, id) WHERE state::text
    = 'open'::text

-- index suspense_items.ix_suspense_items_open
CREATE INDEX ix_suspense_items_open ON suspense_items USING btree (council_id, id) WHERE state::text =
    'open'::text

-- index suspense_items.uq_suspense_items_line
CREATE UNIQUE INDEX uq_suspense_items_line ON suspense_items USING btree (file_id, row_no)

-- trigger suspense_items.suspense_items_no_delete
CREATE TRIGGER suspense_items_no_delete BEFORE DELETE ON suspense_items FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger suspense_items.suspense_items_no_truncate
CREATE TRIGGER suspense_items_no_truncate BEFORE TRUNCATE ON suspense_items FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger suspense_items.suspense_items_of_line
CREATE TRIGGER suspense_items_of_line AFTER INSERT ON suspense_items REFERENCING NEW TABLE AS added FOR EACH
    STATEMENT EXECUTE FUNCTION paycards_suspense_items_of_line()

-- trigger suspense_items.suspense_items_stay
CREATE TRIGGER suspense_items_stay BEFORE UPDATE OF council_id, contract_id, file_id, row_no ON suspense_items
    FOR EACH ROW EXECUTE FUNCTION paycards_suspense_items_stay()

-- table suspense_notes
file_id bigint NOT NULL, row_no integer NOT NULL, number integer NOT NULL, council_id bigint NOT NULL,
    written_by character varying NOT NULL, written_at character varying(27) NOT NULL, note character varying
    NOT NULL, assigned_to character varying, due_on date

-- constraint suspense_notes.ck_suspense_notes_due
CHECK (((due_on IS NULL) OR ((assigned_to)::text <> ''::text)))

-- constraint suspense_notes.ck_suspense_notes_number
CHECK ((number > 0))

-- constraint suspense_notes.fk_suspense_notes_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint suspense_notes.fk_suspense_notes_file_id_row_no
FOREIGN KEY (file_id, row_no) REFERENCES lines(file_id, row_no)

-- constraint suspense_notes.pk_suspense_notes
PRIMARY KEY (file_id, row_no, number)

-- trigger suspense_notes.suspense_notes_no_delete
CREATE TRIGGER suspense_notes_no_delete BEFORE DELETE ON suspense_notes FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- trigger suspense_notes.suspense_notes_no_truncate
CREATE TRIGGER suspense_notes_no_truncate BEFORE TRUNCATE ON suspense_notes FOR EACH STATEMENT EXECUTE
    FUNCTION paycards_keep()

-- trigger suspense_notes.suspense_notes_no_update
CREATE TRIGGER suspense_notes_no_update BEFORE UPDATE ON suspense_notes FOR EACH ROW EXECUTE FUNCTION
    paycards_keep()

-- table unlisted_files
file_id bigint NOT NULL

-- constraint unlisted_files.fk_unlisted_files_file_id_files
FOREIGN KEY (file_id) REFERENCES files(id)

-- constraint unlisted_files.pk_unlisted_files
PRIMARY KEY (file_id)

-- table work
id bigint NOT NULL DEFAULT nextval('work_id_seq'::regclass), council_id bigint, kind character varying NOT
    NULL, arguments text NOT NULL, asked_at character varying(27) NOT NULL, asked_by character varying NOT
    NULL, state character varying NOT NULL, attempt integer NOT NULL, worker character varying NOT NULL,
    began_at character varying(27), heartbeat_at character varying(27), ended_at character varying(27), doing
    character varying NOT NULL, done integer NOT NULL, total integer NOT NULL, reason character varying NOT
    NULL, result text NOT NULL

-- constraint work.ck_work_counts
CHECK (((attempt >= 0) AND (done >= 0) AND (total >= 0)))

-- constraint work.ck_work_ended
CHECK ((((state)::text = ANY ((ARRAY['done'::character varying, 'failed'::character varying])::text[])) =
    (ended_at IS NOT NULL)))

-- constraint work.ck_work_named
CHECK (((TRIM(BOTH FROM asked_by) <> ''::text) AND ((kind)::text <> ''::text)))

-- constraint work.ck_work_reason
CHECK ((((state)::text <> 'failed'::text) OR (TRIM(BOTH FROM reason) <> ''::text)))

-- constraint work.ck_work_running
CHECK ((((state)::text <> 'running'::text) OR (((worker)::text <> ''::text) AND (began_at IS NOT NULL) AND
    (heartbeat_at IS NOT NULL))))

-- constraint work.ck_work_state
CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying,
    'done'::character varying, 'failed'::character varying])::text[])))

-- constraint work.fk_work_council_id
FOREIGN KEY (council_id) REFERENCES councils(id)

-- constraint work.pk_work
PRIMARY KEY (id)

-- index work.ix_work_about
CREATE INDEX ix_work_about ON work USING btree (kind, arguments, id)

-- index work.ix_work_state
CREATE INDEX ix_work_state ON work USING btree (state, id)

-- index work.uq_work_unended
CREATE UNIQUE INDEX uq_work_unended ON work USING btree (kind, arguments) WHERE state::text = ANY
    (ARRAY['waiting'::character varying, 'running'::character varying]::text[])

-- trigger work.work_begins
CREATE TRIGGER work_begins BEFORE INSERT ON work FOR EACH ROW EXECUTE FUNCTION paycards_work_begins()

-- trigger work.work_ends
CREATE TRIGGER work_ends BEFORE UPDATE ON work FOR EACH ROW EXECUTE FUNCTION paycards_work_ends()

-- trigger work.work_no_delete
CREATE TRIGGER work_no_delete BEFORE DELETE ON work FOR EACH ROW EXECUTE FUNCTION paycards_keep()

-- trigger work.work_no_truncate
CREATE TRIGGER work_no_truncate BEFORE TRUNCATE ON work FOR EACH STATEMENT EXECUTE FUNCTION paycards_keep()

-- function paycards_audit_trail_says
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (json_typeof(NEW.before::json) <> 'object' OR
    json_typeof(NEW.after::json) <> 'object' OR (NEW.before::json ->> 'file_id') !~ '^[0-9]{1,9}$' OR
    (NEW.before::json ->> 'row_no') !~ '^[0-9]{1,9}$' OR (NEW.after::json ->> 'file_id') !~ '^[0-9]{1,9}$' OR
    (NEW.after::json ->> 'row_no') !~ '^[0-9]{1,9}$') THEN RAISE EXCEPTION 'an entry of the trail says what
    was before and after as JSON objects that name rows by whole numbers' USING ERRCODE = 'check_violation';
    END IF; RETURN NEW; END

-- function paycards_bank_entries_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.row_no
    IS DISTINCT FROM OLD.row_no OR NEW.statement_id IS DISTINCT FROM OLD.statement_id OR NEW.council_id IS
    DISTINCT FROM OLD.council_id OR NEW.account IS DISTINCT FROM OLD.account OR NEW.status IS DISTINCT FROM
    OLD.status OR NEW.booked_on IS DISTINCT FROM OLD.booked_on OR NEW.value_on IS DISTINCT FROM OLD.value_on
    OR NEW.amount_pence IS DISTINCT FROM OLD.amount_pence OR NEW.charges_pence IS DISTINCT FROM
    OLD.charges_pence OR NEW.reversal IS DISTINCT FROM OLD.reversal OR NEW.text IS DISTINCT FROM OLD.text OR
    NEW.reference IS DISTINCT FROM OLD.reference) THEN RAISE EXCEPTION 'what the bank said is never changed'
    USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_bank_statements_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS
    DISTINCT FROM OLD.council_id OR NEW.account IS DISTINCT FROM OLD.account OR NEW.file_id IS DISTINCT FROM
    OLD.file_id OR NEW.place IS DISTINCT FROM OLD.place OR NEW.number IS DISTINCT FROM OLD.number OR
    NEW.begins_on IS DISTINCT FROM OLD.begins_on OR NEW.ends_on IS DISTINCT FROM OLD.ends_on OR
    NEW.opening_pence IS DISTINCT FROM OLD.opening_pence OR NEW.closing_pence IS DISTINCT FROM
    OLD.closing_pence OR NEW.digest IS DISTINCT FROM OLD.digest OR (OLD.state = 'replaced' AND NEW.state <>
    'replaced')) THEN RAISE EXCEPTION 'of a bank statement only its place in the chain changes' USING ERRCODE
    = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_batches_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.booked_on <= (SELECT max(c.day) FROM closed_days c
    WHERE c.council_id = NEW.council_id AND c.reopened_at IS NULL)) THEN RAISE EXCEPTION 'a closed day takes
    no posting' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_batch_rule_0
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.finished_at IS NOT NULL OR NEW.id IS DISTINCT FROM
    OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.office IS DISTINCT FROM OLD.office OR
    NEW.list_name IS DISTINCT FROM OLD.list_name OR NEW.sheet IS DISTINCT FROM OLD.sheet OR NEW.sha256 IS
    DISTINCT FROM OLD.sha256 OR NEW.row_count IS DISTINCT FROM OLD.row_count OR NEW.started_at IS DISTINCT
    FROM OLD.started_at OR NEW.started_by IS DISTINCT FROM OLD.started_by) THEN RAISE EXCEPTION 'a list stays
    what it was' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_batch_rule_1
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.batch_id IS DISTINCT FROM OLD.batch_id OR
    NEW.row_no IS DISTINCT FROM OLD.row_no OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.holder IS
    DISTINCT FROM OLD.holder OR NEW.language IS DISTINCT FROM OLD.language OR NEW.large_print IS DISTINCT FROM
    OLD.large_print OR NEW.additional IS DISTINCT FROM OLD.additional OR NEW.payments_a_year IS DISTINCT FROM
    OLD.payments_a_year OR NEW.last_paid_on IS DISTINCT FROM OLD.last_paid_on OR NEW.usual_amount_pence IS
    DISTINCT FROM OLD.usual_amount_pence OR (OLD.request_no IS NOT NULL AND NEW.request_no IS DISTINCT FROM
    OLD.request_no) OR (OLD.outcome <> 'waiting' AND NEW.account_id IS DISTINCT FROM OLD.account_id) OR
    (OLD.outcome <> 'waiting' AND OLD.request_no IS NULL) ) THEN RAISE EXCEPTION 'a row that is decided stays
    what it was' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_batch_rule_2
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.request_no IS NOT NULL AND NOT EXISTS ( SELECT 1
    FROM card_requests r WHERE r.council_id = NEW.council_id AND r.number = NEW.request_no AND r.account_id =
    NEW.account_id) ) THEN RAISE EXCEPTION 'the request of a row is for the account of the row' USING ERRCODE
    = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_batch_rule_3
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.request_no IS NOT NULL AND NOT EXISTS ( SELECT 1
    FROM card_requests r WHERE r.council_id = NEW.council_id AND r.number = NEW.request_no AND r.account_id =
    NEW.account_id) ) THEN RAISE EXCEPTION 'the request of a row is for the account of the row' USING ERRCODE
    = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_batch_rule_4
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.account_id IS NOT NULL AND NOT EXISTS ( SELECT 1
    FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id) ) THEN RAISE EXCEPTION 'a
    row is of an account of its council' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_batch_rule_5
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.account_id IS NOT NULL AND NOT EXISTS ( SELECT 1
    FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id) ) THEN RAISE EXCEPTION 'a
    row is of an account of its council' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_links_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number <> coalesce((SELECT max(l.number) FROM
    card_links l WHERE l.council_id = NEW.council_id AND l.card_number = NEW.card_number), 0) + 1 OR EXISTS
    (SELECT 1 FROM card_links l WHERE l.council_id = NEW.council_id AND l.card_number = NEW.card_number AND
    l.ended = '') OR NEW.tries <> 0 OR NEW.ended <> '') THEN RAISE EXCEPTION 'a link has the next number of
    its card, and no other of it is alive' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_card_links_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.council_id IS DISTINCT FROM OLD.council_id OR
    NEW.card_number IS DISTINCT FROM OLD.card_number OR NEW.number IS DISTINCT FROM OLD.number OR
    NEW.token_hash IS DISTINCT FROM OLD.token_hash OR NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.made_by
    IS DISTINCT FROM OLD.made_by OR (OLD.ended <> '' AND NEW.ended <> OLD.ended) OR (NEW.tries NOT IN (0,
    OLD.tries, OLD.tries + 1)) OR (OLD.ended <> '' AND NEW.tries < OLD.tries)) THEN RAISE EXCEPTION 'of a link
    only tries and its end change, and it ends once' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;
    END

-- function paycards_check_batch
SET search_path=pg_catalog, SCHEMA, pg_temp DECLARE batch batches; counted record; BEGIN SELECT * INTO batch
    FROM batches WHERE id = NEW.batch_id; SELECT sum(n) AS n, sum(total) AS total, min(low_credit) AS
    low_credit, max(high_credit) AS high_credit, min(low_debit) AS low_debit, max(high_debit) AS high_debit
    INTO counted FROM (SELECT count(*) AS n, coalesce(sum(s.amount_pence), 0) AS total, min(s.credit_id) AS
    low_credit, max(s.credit_id) AS high_credit, min(s.debit_id) AS low_debit, max(s.debit_id) AS high_debit
    FROM postings s WHERE s.batch_id = NEW.batch_id AND s.step = 0 AND s.file_id = batch.file_id UNION ALL
    SELECT count(*) AS n, coalesce(sum(s.amount_pence), 0) AS total, min(s.credit_id) AS low_credit,
    max(s.credit_id) AS high_credit, min(s.debit_id) AS low_debit, max(s.debit_id) AS high_debit FROM postings
    s WHERE s.batch_id = NEW.batch_id AND s.step > 0) AS arms; IF (NOT EXISTS (SELECT 1 FROM batches WHERE id
    = NEW.batch_id)) THEN RAISE EXCEPTION 'the batch does not exist' USING ERRCODE = 'check_violation'; END
    IF; IF (counted.n <> NEW.postings OR counted.total <> NEW.total_pence) THEN RAISE EXCEPTION 'the control
    totals of the batch are not those of its postings' USING ERRCODE = 'check_violation'; END IF; IF
    (counted.high_credit - counted.low_credit < 10 * counted.n AND counted.high_credit - counted.low_credit +
    1 = (SELECT count(*) FROM ledger_accounts a WHERE a.id BETWEEN counted.low_credit AND counted.high_credit
    AND +a.council_id = batch.council_id)) IS NOT TRUE THEN IF (EXISTS (SELECT 1 FROM postings s WHERE
    s.batch_id = NEW.batch_id AND s.step = 0 AND s.file_id = batch.file_id AND NOT EXISTS (SELECT 1 FROM
    ledger_accounts a WHERE a.id = s.credit_id AND a.council_id = batch.council_id)) OR EXISTS (SELECT 1 FROM
    postings s WHERE s.batch_id = NEW.batch_id AND s.step > 0 AND NOT EXISTS (SELECT 1 FROM ledger_accounts a
    WHERE a.id = s.credit_id AND a.council_id = batch.council_id))) THEN RAISE EXCEPTION 'a posting names a
    ledger account that is not of its council' USING ERRCODE = 'check_violation'; END IF; END IF; IF
    (counted.high_debit - counted.low_debit < 10 * counted.n AND counted.high_debit - counted.low_debit + 1 =
    (SELECT count(*) FROM ledger_accounts a WHERE a.id BETWEEN counted.low_debit AND counted.high_debit AND
    +a.council_id = batch.council_id)) IS NOT TRUE THEN IF (EXISTS (SELECT 1 FROM postings s WHERE s.batch_id
    = NEW.batch_id AND s.step = 0 AND s.file_id = batch.file_id AND NOT EXISTS (SELECT 1 FROM ledger_accounts
    a WHERE a.id = s.debit_id AND a.council_id = batch.council_id)) OR EXISTS (SELECT 1 FROM postings s WHERE
    s.batch_id = NEW.batch_id AND s.step > 0 AND NOT EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.id =
    s.debit_id AND a.council_id = batch.council_id))) THEN RAISE EXCEPTION 'a posting names a ledger account
    that is not of its council' USING ERRCODE = 'check_violation'; END IF; END IF; RETURN NEW; END

-- function paycards_check_card
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.status <> (SELECT status FROM card_events e WHERE
    e.council_id = NEW.council_id AND e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1) ) THEN
    RAISE EXCEPTION 'the state of a card is what its history says' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW; END

-- function paycards_check_card_event
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number <> coalesce( (SELECT number FROM card_events
    e WHERE e.council_id = NEW.council_id AND e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1)
    , 0) + 1) THEN RAISE EXCEPTION 'the events of a card are numbered without a gap' USING ERRCODE =
    'check_violation'; END IF; IF (NEW.status_before <> (SELECT status FROM card_events e WHERE e.council_id =
    NEW.council_id AND e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1) ) THEN RAISE EXCEPTION
    'an event goes on from the state of the one before' USING ERRCODE = 'check_violation'; END IF; IF (
    NEW.number = 1 AND NOT EXISTS ( SELECT 1 FROM cards c WHERE c.council_id = NEW.council_id AND
    c.card_number = NEW.card_number AND c.status = CASE NEW.status_before WHEN '' THEN NEW.status ELSE
    NEW.status_before END) ) THEN RAISE EXCEPTION 'the first event of a card goes on from the state of the
    card' USING ERRCODE = 'check_violation'; END IF; IF (NEW.status_before || '>' || NEW.status NOT IN
    ('>requested', '>active', 'requested>ordered', 'requested>active', 'requested>cancelled',
    'ordered>active', 'ordered>cancelled', 'active>active', 'active>replaced', 'active>lost', 'active>stolen',
    'active>damaged', 'active>cancelled', 'active>expired', 'lost>replaced', 'lost>cancelled', 'lost>active',
    'stolen>replaced', 'stolen>cancelled', 'stolen>active', 'damaged>replaced', 'damaged>cancelled',
    'damaged>active', 'cancelled>active', 'expired>replaced')) THEN RAISE EXCEPTION 'this state cannot follow
    that one' USING ERRCODE = 'check_violation'; END IF; IF ( NEW.status_before = 'cancelled' AND (NEW.reason
    <> 'entered_in_error' OR (SELECT status_before FROM card_events e WHERE e.council_id = NEW.council_id AND
    e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1) IN ('requested', 'ordered')) ) THEN RAISE
    EXCEPTION 'a cancelled card comes back only if that was an error and the card was released' USING ERRCODE
    = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_check_card_numbers
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (EXISTS (SELECT 1 FROM added n LEFT JOIN card_schemes s
    ON s.id = n.scheme_id WHERE s.id IS NULL OR s.council_id <> n.council_id OR s.numbers <> 'allocate')) THEN
    RAISE EXCEPTION 'the scheme is none from which its council allocates numbers' USING ERRCODE =
    'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN card_schemes s ON s.id =
    n.scheme_id WHERE length(n.card_number) <> s.length)) THEN RAISE EXCEPTION 'the number has not the length
    of its scheme' USING ERRCODE = 'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN
    card_schemes s ON s.id = n.scheme_id WHERE ltrim(n.card_number, '0123456789') <> '')) THEN RAISE EXCEPTION
    'the number is not digits only' USING ERRCODE = 'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added
    n LEFT JOIN card_schemes s ON s.id = n.scheme_id WHERE substr(n.card_number, 1, length(s.prefix)) <>
    s.prefix)) THEN RAISE EXCEPTION 'the number has not the prefix of its scheme' USING ERRCODE =
    'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN card_schemes s ON s.id =
    n.scheme_id WHERE s.service_code <> '' AND substr(n.card_number, s.service_code_at,
    length(s.service_code)) <> s.service_code)) THEN RAISE EXCEPTION 'the number has not the service code of
    its scheme' USING ERRCODE = 'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN
    card_schemes s ON s.id = n.scheme_id WHERE CAST(substr(n.card_number, s.serial_at, s.serial_digits) AS
    BIGINT) <> n.serial)) THEN RAISE EXCEPTION 'the serial in the number is another' USING ERRCODE =
    'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN card_schemes s ON s.id =
    n.scheme_id WHERE NOT EXISTS (SELECT 1 FROM card_ranges r WHERE r.scheme_id = n.scheme_id AND n.serial
    BETWEEN r.first_serial AND r.last_serial) )) THEN RAISE EXCEPTION 'the serial is in no range of the
    scheme' USING ERRCODE = 'check_violation'; END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN
    card_schemes s ON s.id = n.scheme_id WHERE EXISTS (SELECT 1 FROM card_checks k WHERE k.scheme_id =
    n.scheme_id AND substr(n.card_number, k.at, 1) <> substr(k.digits, CAST(1 + (SELECT coalesce(sum( CASE
    k.sum WHEN 'products' THEN p.product ELSE p.product / 100 + p.product / 10 % 10 + p.product % 10 END ), 0)
    FROM ( SELECT w.weight * CAST(substr(n.card_number, w.position, 1) AS INTEGER) AS product FROM
    card_check_weights w WHERE w.scheme_id = k.scheme_id AND w.at = k.at ) AS p) % k.modulus AS INTEGER), 1))
    )) THEN RAISE EXCEPTION 'a check digit of the number does not check' USING ERRCODE = 'check_violation';
    END IF; IF (EXISTS (SELECT 1 FROM added n LEFT JOIN card_schemes s ON s.id = n.scheme_id WHERE EXISTS
    (SELECT 1 FROM cards c WHERE c.council_id = n.council_id AND c.card_number = n.card_number) )) THEN RAISE
    EXCEPTION 'the number is a card of the council already' USING ERRCODE = 'check_violation'; END IF; RETURN
    NULL; END

-- function paycards_check_card_request
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id =
    NEW.account_id AND a.council_id = NEW.council_id) ) THEN RAISE EXCEPTION 'a request is for an account of
    its council' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_check_file
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (EXISTS ( SELECT 1 FROM ( SELECT count(*) AS n,
    coalesce(sum(amount_pence), 0) AS total, max(contract_id) AS most, min(contract_id) AS least FROM lines
    WHERE file_id = NEW.id ) AS t WHERE NEW.kind = 'payments' AND (n <> NEW.row_count OR total <>
    NEW.total_pence OR most <> NEW.contract_id OR least <> NEW.contract_id) )) THEN RAISE EXCEPTION 'the lines
    of the file are not those that its totals promise' USING ERRCODE = 'check_violation'; END IF; IF (EXISTS (
    SELECT 1 FROM ( SELECT coalesce(sum(c.postings), 0) AS n, coalesce(sum(c.total_pence), 0) AS total FROM
    batches b JOIN batch_controls c ON c.batch_id = b.id WHERE b.file_id = NEW.id ) AS p, ( SELECT count(*) AS
    n, coalesce(sum(l.amount_pence), 0) AS total FROM duplicates d JOIN lines l ON l.file_id = d.file_id AND
    l.row_no = d.row_no WHERE d.file_id = NEW.id ) AS d WHERE NEW.kind = 'payments' AND (p.n + d.n <>
    NEW.row_count OR p.total + d.total <> NEW.total_pence) )) THEN RAISE EXCEPTION 'a line of the file is
    neither posted nor in suspense nor offset nor a duplicate, or its amount changed' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_check_open_batch
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (EXISTS (SELECT 1 FROM (SELECT max(id) AS id FROM
    batches) AS b WHERE b.id IS NULL OR EXISTS (SELECT 1 FROM batch_controls c WHERE c.batch_id = b.id))) THEN
    IF (NOT EXISTS (SELECT 1 FROM batches b WHERE b.id >= (SELECT
    coalesce(pg_sequence_last_value('batches_id_seq'), 0) - 1000) AND NOT EXISTS (SELECT 1 FROM batch_controls
    c WHERE c.batch_id = b.id))) THEN RAISE EXCEPTION 'postings join an open batch' USING ERRCODE =
    'check_violation'; END IF; END IF; RETURN NULL; END

-- function paycards_check_open_file
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ((SELECT id FROM files WHERE state = 'accepted' AND
    decided_at IS NULL ORDER BY council_id, id LIMIT 1) IS NULL) THEN RAISE EXCEPTION 'lines join an accepted
    file that is not decided yet' USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END

-- function paycards_check_trail
SET search_path=pg_catalog, SCHEMA, pg_temp DECLARE last record; BEGIN SELECT t.number, t.hash, t.at INTO last
    FROM audit_trail t WHERE t.council_id = NEW.council_id ORDER BY t.number DESC LIMIT 1; IF (NEW.number <>
    coalesce(last.number, 0) + 1) THEN RAISE EXCEPTION 'the number of an entry of the trail is unique, and the
    one after the last' USING ERRCODE = 'check_violation'; END IF; IF (NEW.previous_hash <>
    coalesce(last.hash, '0000000000000000000000000000000000000000000000000000000000000000')) THEN RAISE
    EXCEPTION 'an entry of the trail names the hash of the last one' USING ERRCODE = 'check_violation'; END
    IF; IF (length(NEW.hash) <> 64 OR ltrim(NEW.hash, '0123456789abcdef') <> '') THEN RAISE EXCEPTION 'the
    hash of an entry is 64 hexadecimal digits' USING ERRCODE = 'check_violation'; END IF; IF (NEW.at !~
    '^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9][.][0-9][0-9][0-9][0-9][0-9][0-9]Z$'
    OR to_char(NEW.at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') <> NEW.at) THEN RAISE
    EXCEPTION 'an entry of the trail is written at an instant in UTC' USING ERRCODE = 'check_violation'; END
    IF; IF (NEW.at < last.at) THEN RAISE EXCEPTION 'time never runs backwards in the trail' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_closed_days_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.reopened_at IS NOT NULL OR NEW.day <> ((SELECT
    max(c.day) FROM closed_days c WHERE c.council_id = NEW.council_id AND c.reopened_at IS NULL) + 1)) THEN
    RAISE EXCEPTION 'days are closed in order, none left out' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW; END

-- function paycards_closed_days_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL
    OR NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.day IS DISTINCT
    FROM OLD.day OR NEW.closed_by IS DISTINCT FROM OLD.closed_by OR NEW.closed_at IS DISTINCT FROM
    OLD.closed_at OR NEW.anchor IS DISTINCT FROM OLD.anchor OR NOT EXISTS (SELECT 1 FROM decisions d WHERE
    d.id = NEW.decision_id AND d.council_id = NEW.council_id AND d.kind = 'reopen_day' AND d.state =
    'applied') OR EXISTS (SELECT 1 FROM closed_days c WHERE c.council_id = NEW.council_id AND c.day > NEW.day
    AND c.reopened_at IS NULL)) THEN RAISE EXCEPTION 'only the newest closed day is opened again, by two
    people' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_contracts_keep
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS
    DISTINCT FROM OLD.council_id OR NEW.code IS DISTINCT FROM OLD.code OR (OLD.known_since IS NOT NULL AND
    NEW.known_since IS DISTINCT FROM OLD.known_since)) THEN RAISE EXCEPTION 'the code, council and first night
    of a contract are never changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_corrected_references_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id =
    NEW.decision_id AND d.council_id = NEW.council_id AND d.kind = 'correct_references' AND d.state =
    'applied' AND d.needs_two = 1)) THEN RAISE EXCEPTION 'a reference is corrected by two people' USING
    ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_councils_keep
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.id IS DISTINCT FROM OLD.id OR NEW.code IS DISTINCT
    FROM OLD.code OR NEW.last_night < OLD.last_night OR (OLD.last_night IS NOT NULL AND NEW.last_night IS
    NULL)) THEN RAISE EXCEPTION 'the code of a council is never changed, and its newest night never goes back'
    USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_customer_sessions_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.secret_hash IS DISTINCT FROM OLD.secret_hash OR
    NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.card_number IS DISTINCT FROM OLD.card_number OR
    NEW.link_no IS DISTINCT FROM OLD.link_no OR NEW.begun_at IS DISTINCT FROM OLD.begun_at OR NEW.ends_at IS
    DISTINCT FROM OLD.ends_at) THEN RAISE EXCEPTION 'of a session only what was asked changes' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_customer_tries_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'a try that failed is never
    changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_day_exceptions_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id =
    NEW.decision_id AND d.council_id = NEW.council_id AND d.kind = 'sign_exception' AND d.state = 'applied'))
    THEN RAISE EXCEPTION 'an exception is signed by two people' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW; END

-- function paycards_decision_subjects_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id =
    NEW.decision_id AND d.council_id = NEW.council_id AND d.proposer_key = NEW.person_key)) THEN RAISE
    EXCEPTION 'a subject is decided by the person and the council of its decision' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_decision_subjects_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.decision_id IS DISTINCT FROM OLD.decision_id OR
    NEW.subject IS DISTINCT FROM OLD.subject OR NEW.council_id IS DISTINCT FROM OLD.council_id OR
    NEW.person_key IS DISTINCT FROM OLD.person_key OR NEW.pence IS DISTINCT FROM OLD.pence OR OLD.waiting = 0)
    THEN RAISE EXCEPTION 'a subject stops waiting once' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;
    END

-- function paycards_decisions_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number <> coalesce((SELECT max(d.number) FROM
    decisions d WHERE d.council_id = NEW.council_id), 0) + 1 OR NOT (NEW.state = 'proposed' OR (NEW.state =
    'applied' AND NEW.needs_two = 0 AND NEW.decided_by IS NULL))) THEN RAISE EXCEPTION 'a decision begins as
    proposed, or as applied where one person is enough, with the next number' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_decisions_one_person
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.state IN ('applied', 'refused') AND NEW.proposer_key
    <> NEW.decider_key AND EXISTS (SELECT 1 FROM people p WHERE (NEW.proposer_key IN (p.email,
    lower(p.os_user)) OR EXISTS (SELECT 1 FROM person_users w WHERE w.person_id = p.id AND w.os_user =
    NEW.proposer_key AND NOT EXISTS (SELECT 1 FROM people q WHERE lower(q.os_user) = w.os_user AND q.id <>
    p.id))) AND (NEW.decider_key IN (p.email, lower(p.os_user)) OR EXISTS (SELECT 1 FROM person_users w WHERE
    w.person_id = p.id AND w.os_user = NEW.decider_key AND NOT EXISTS (SELECT 1 FROM people q WHERE
    lower(q.os_user) = w.os_user AND q.id <> p.id))))) THEN RAISE EXCEPTION 'another person decides what one
    proposed under another name' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_decisions_update
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.state <> 'proposed' OR NEW.state = 'proposed' OR
    NEW.id IS DISTINCT FROM OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.number IS DISTINCT
    FROM OLD.number OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.subject IS DISTINCT FROM OLD.subject OR
    NEW.amount_pence IS DISTINCT FROM OLD.amount_pence OR NEW.terms IS DISTINCT FROM OLD.terms OR NEW.reason
    IS DISTINCT FROM OLD.reason OR NEW.needs_two IS DISTINCT FROM OLD.needs_two OR NEW.proposed_by IS DISTINCT
    FROM OLD.proposed_by OR NEW.proposer_key IS DISTINCT FROM OLD.proposer_key OR NEW.proposed_at IS DISTINCT
    FROM OLD.proposed_at) THEN RAISE EXCEPTION 'a decision gets its verdict once, and nothing else of it
    changes' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_end_links
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN UPDATE card_links SET ended = 'card' WHERE council_id =
    NEW.council_id AND card_number = NEW.card_number AND ended = ''; RETURN NULL; END

-- function paycards_enquiries_in_order
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number <> coalesce((SELECT max(e.number) FROM
    enquiries e WHERE e.council_id = NEW.council_id), 0) + 1 OR (NEW.account_id IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id))) THEN RAISE
    EXCEPTION 'an enquiry has the next number, and an account of its council' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_enquiry_events_in_order
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.place <> coalesce((SELECT max(e.place) FROM
    enquiry_events e WHERE e.council_id = NEW.council_id AND e.number = NEW.number), 0) + 1 OR EXISTS (SELECT
    1 FROM enquiry_events e WHERE e.council_id = NEW.council_id AND e.number = NEW.number AND e.kind =
    'answered')) THEN RAISE EXCEPTION 'what happens to an enquiry follows in order, and nothing follows its
    answer' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_files_came_once
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.state <> 'accepted' AND NEW.received_at IS DISTINCT
    FROM OLD.received_at) THEN RAISE EXCEPTION 'when a file came is never changed' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_hold_back
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.left_run_id IS NOT NULL OR NOT EXISTS ( SELECT 1
    FROM postings p JOIN outgoing_batches b ON b.batch_id = p.batch_id WHERE p.file_id = NEW.file_id AND
    p.row_no = NEW.row_no AND p.step = NEW.step AND p.part = NEW.part AND b.run_id = NEW.run_id) ) THEN RAISE
    EXCEPTION 'a posting is held back by the run that its batch leaves with' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_keep
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN RAISE EXCEPTION '% are never changed like this (%)',
    TG_TABLE_NAME, TG_OP USING ERRCODE = 'check_violation'; END

-- function paycards_keep_card_check
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (EXISTS (SELECT 1 FROM card_numbers n WHERE n.scheme_id =
    OLD.scheme_id) OR EXISTS (SELECT 1 FROM card_numbers n WHERE n.scheme_id = NEW.scheme_id)) THEN RAISE
    EXCEPTION 'numbers of this scheme exist, so what makes them up stays' USING ERRCODE = 'check_violation';
    END IF; RETURN coalesce(NEW, OLD); END

-- function paycards_keep_card_range
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF TG_OP = 'INSERT' THEN IF ( EXISTS (SELECT 1 FROM
    card_ranges r WHERE r.scheme_id = NEW.scheme_id AND r.first_serial <= NEW.last_serial AND NEW.first_serial
    <= r.last_serial) ) THEN RAISE EXCEPTION 'ranges of a scheme do not overlap' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END IF;IF TG_OP = 'UPDATE' THEN IF (true) THEN RAISE EXCEPTION
    'card_ranges are never changed, a new one is added' USING ERRCODE = 'check_violation'; END IF; END IF;IF (
    EXISTS (SELECT 1 FROM card_numbers n WHERE n.scheme_id = OLD.scheme_id AND n.serial BETWEEN
    OLD.first_serial AND OLD.last_serial) ) THEN RAISE EXCEPTION 'numbers were taken from this range, so it
    stays' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END

-- function paycards_keep_card_request
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( OLD.state IN ('issued', 'cancelled') OR (OLD.state =
    'ordered' AND NEW.state = 'requested') OR (OLD.card_number IS NOT NULL AND NEW.card_number IS DISTINCT
    FROM OLD.card_number) OR (OLD.order_no IS NOT NULL AND NEW.order_no IS DISTINCT FROM OLD.order_no) OR
    NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.account_id
    IS DISTINCT FROM OLD.account_id OR NEW.scheme IS DISTINCT FROM OLD.scheme OR NEW.kind IS DISTINCT FROM
    OLD.kind OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.replaces IS DISTINCT FROM OLD.replaces OR
    NEW.holder IS DISTINCT FROM OLD.holder OR NEW.language IS DISTINCT FROM OLD.language OR NEW.large_print IS
    DISTINCT FROM OLD.large_print OR NEW.requested_at IS DISTINCT FROM OLD.requested_at OR NEW.requested_by IS
    DISTINCT FROM OLD.requested_by OR NEW.note IS DISTINCT FROM OLD.note ) THEN RAISE EXCEPTION 'this request
    is settled, or what it asked for changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_keep_card_scheme
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (EXISTS (SELECT 1 FROM card_numbers n WHERE n.scheme_id =
    OLD.id)) THEN RAISE EXCEPTION 'numbers of this scheme exist, so what makes them up stays' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_keep_file
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( NEW.id IS DISTINCT FROM OLD.id OR NEW.name IS DISTINCT
    FROM OLD.name OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.size_bytes IS DISTINCT FROM OLD.size_bytes
    OR OLD.decided_at IS NOT NULL OR (OLD.state = 'accepted' AND (NEW.council_id IS DISTINCT FROM
    OLD.council_id OR NEW.contract_id IS DISTINCT FROM OLD.contract_id OR NEW.layout IS DISTINCT FROM
    OLD.layout OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.series IS DISTINCT FROM OLD.series OR NEW.sequence
    IS DISTINCT FROM OLD.sequence OR NEW.position IS DISTINCT FROM OLD.position OR NEW.created_on IS DISTINCT
    FROM OLD.created_on OR NEW.state IS DISTINCT FROM OLD.state OR NEW.rejected IS DISTINCT FROM OLD.rejected
    OR NEW.row_count IS DISTINCT FROM OLD.row_count OR NEW.total_pence IS DISTINCT FROM OLD.total_pence OR
    NEW.reason IS DISTINCT FROM OLD.reason OR NEW.received_at IS DISTINCT FROM OLD.received_at)) ) THEN RAISE
    EXCEPTION 'this file is settled' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_match_ends_amount
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (EXISTS (SELECT 1 FROM matches o JOIN bank_entries e ON
    e.file_id = o.file_id AND e.row_no = o.row_no WHERE o.id = NEW.match_id AND ((o.state = 'confirmed') <>
    (NEW.why = 'taken_back') OR (o.state = 'confirmed' AND (((SELECT coalesce(sum(m.amount_pence), 0) FROM
    matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND m.state = 'confirmed' AND NOT EXISTS
    (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) - o.amount_pence > e.amount_pence + e.charges_pence
    AND e.amount_pence + e.charges_pence >= 0) OR ((SELECT coalesce(sum(m.amount_pence), 0) FROM matches m
    WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND m.state = 'confirmed' AND NOT EXISTS (SELECT 1
    FROM match_ends x WHERE x.match_id = m.id)) - o.amount_pence < e.amount_pence + e.charges_pence AND
    e.amount_pence + e.charges_pence <= 0)))))) THEN RAISE EXCEPTION 'a confirmed match is taken back, and
    what is left never explains more than the entry' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;
    END

-- function paycards_matches_amount
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.state = 'confirmed' AND EXISTS (SELECT 1 FROM
    bank_entries e WHERE e.file_id = NEW.file_id AND e.row_no = NEW.row_no AND (((SELECT
    coalesce(sum(m.amount_pence), 0) FROM matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND
    m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) +
    NEW.amount_pence > e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence >= 0) OR ((SELECT
    coalesce(sum(m.amount_pence), 0) FROM matches m WHERE m.file_id = e.file_id AND m.row_no = e.row_no AND
    m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM match_ends x WHERE x.match_id = m.id)) +
    NEW.amount_pence < e.amount_pence + e.charges_pence AND e.amount_pence + e.charges_pence <= 0)))) THEN
    RAISE EXCEPTION 'matches never explain more than the entry' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW; END

-- function paycards_matches_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NOT EXISTS (SELECT 1 FROM bank_entries e WHERE e.file_id
    = NEW.file_id AND e.row_no = NEW.row_no AND e.council_id = NEW.council_id AND e.contract_id =
    NEW.contract_id)) THEN RAISE EXCEPTION 'a match explains an entry of its own contract' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_number_card_orders
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number NOT BETWEEN 1 AND coalesce((SELECT
    max(k.number) FROM card_orders k WHERE k.council_id = NEW.council_id), 0) + 1000) THEN RAISE EXCEPTION
    'card_orders are numbered after the last one' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_number_card_proofs
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number NOT BETWEEN 1 AND coalesce((SELECT
    max(k.number) FROM card_proofs k WHERE k.council_id = NEW.council_id AND k.card_number = NEW.card_number),
    0) + 1000) THEN RAISE EXCEPTION 'card_proofs are numbered after the last one' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_number_card_requests
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.number NOT BETWEEN 1 AND coalesce((SELECT
    max(k.number) FROM card_requests k WHERE k.council_id = NEW.council_id), 0) + 1000) THEN RAISE EXCEPTION
    'card_requests are numbered after the last one' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_number_cards
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN INSERT INTO card_ids (council_id, card_number) SELECT
    council_id, card_number FROM new_cards ORDER BY council_id, card_number; RETURN NULL; END

-- function paycards_outgoing_files_once
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.placed_at IS NOT NULL OR NEW.placed_at IS NULL OR
    NEW.run_id IS DISTINCT FROM OLD.run_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.fund IS DISTINCT FROM
    OLD.fund OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.row_count IS DISTINCT FROM OLD.row_count OR
    NEW.total_pence IS DISTINCT FROM OLD.total_pence) THEN RAISE EXCEPTION 'an outgoing file is never changed,
    and put in its place once' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_outgoing_held_once
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF ( OLD.left_run_id IS NOT NULL OR NEW.left_run_id IS NULL
    OR NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.row_no IS DISTINCT FROM OLD.row_no OR NEW.step IS
    DISTINCT FROM OLD.step OR NEW.part IS DISTINCT FROM OLD.part OR NEW.run_id IS DISTINCT FROM OLD.run_id OR
    NOT EXISTS ( SELECT 1 FROM outgoing_runs r JOIN outgoing_runs later ON later.council_id = r.council_id
    WHERE r.id = NEW.run_id AND later.id = NEW.left_run_id AND later.id > r.id) ) THEN RAISE EXCEPTION 'a
    posting that was held back leaves once, with a later run of its council' USING ERRCODE =
    'check_violation'; END IF; RETURN NEW; END

-- function paycards_people_same
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.id <> OLD.id OR NEW.email <> OLD.email OR
    NEW.added_at <> OLD.added_at) THEN RAISE EXCEPTION 'a person keeps their number and their address' USING
    ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_problems_keep
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.closed_at IS NOT NULL OR NEW.id IS DISTINCT FROM
    OLD.id OR NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.contract_id IS DISTINCT FROM
    OLD.contract_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.subject IS DISTINCT FROM OLD.subject OR
    NEW.opened_at IS DISTINCT FROM OLD.opened_at) THEN RAISE EXCEPTION 'what a problem is about is never
    changed, and nothing of one that is closed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_return_figures_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id =
    NEW.decision_id AND d.kind = 'monthly_return' AND d.state = 'proposed')) THEN RAISE EXCEPTION 'the figures
    of a return are written down while it waits for its review' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW; END

-- function paycards_signed_returns_insert
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id =
    NEW.decision_id AND d.kind = 'monthly_return' AND d.state = 'applied' AND d.needs_two = 1 AND d.council_id
    = NEW.council_id AND d.subject = NEW.month)) THEN RAISE EXCEPTION 'a return is signed by two people' USING
    ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_suspense_items_of_line
SET search_path=pg_catalog, SCHEMA, pg_temp, enable_seqscan=off BEGIN IF (EXISTS (SELECT 1 FROM added WHERE
    added.contract_id IS DISTINCT FROM (SELECT contract_id FROM lines l WHERE l.file_id = added.file_id AND
    l.row_no = added.row_no) OR added.council_id IS DISTINCT FROM (SELECT council_id FROM contracts c WHERE
    c.id = added.contract_id))) THEN RAISE EXCEPTION 'an item of suspense belongs to the contract and council
    of its line' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_suspense_items_stay
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.council_id <> OLD.council_id OR NEW.contract_id <>
    OLD.contract_id OR NEW.file_id <> OLD.file_id OR NEW.row_no <> OLD.row_no) THEN RAISE EXCEPTION 'an item
    of suspense stays with its line' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END

-- function paycards_work_begins
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (NEW.state <> 'waiting' OR NEW.attempt <> 0 OR NEW.result
    <> '') THEN RAISE EXCEPTION 'work begins by waiting' USING ERRCODE = 'check_violation'; END IF; RETURN
    NEW; END

-- function paycards_work_ends
SET search_path=pg_catalog, SCHEMA, pg_temp BEGIN IF (OLD.state IN ('done', 'failed') OR (OLD.state =
    'waiting' AND NEW.state = 'done') OR NEW.attempt < OLD.attempt OR NEW.id IS DISTINCT FROM OLD.id OR
    NEW.council_id IS DISTINCT FROM OLD.council_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.arguments IS
    DISTINCT FROM OLD.arguments OR NEW.asked_at IS DISTINCT FROM OLD.asked_at OR NEW.asked_by IS DISTINCT FROM
    OLD.asked_by) THEN RAISE EXCEPTION 'work that has ended stays as it is, and what was asked for never
    changes' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END


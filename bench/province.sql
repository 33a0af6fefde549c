-- A province's engine tables for the benchmark, written straight to sorted Parquet. Nothing here knows the rules.
-- $employers employers; months 24217..24240 (February 2018 to January 2020); three insurances; two states a month
-- (an opening payment and a later one), six more states of unemployment insurance for corrections. `dice` is a
-- hash of the employer and a salt, so the same DuckDB gives the same files.
CREATE MACRO dice(e, salt) AS (hash(e::BIGINT * 1000 + salt) % 1000000)::BIGINT;

CREATE TABLE firm AS
SELECT e::INT AS employer_id,
    -- people at the start: nine tenths are small, a long tail up to some thousands
    CASE WHEN dice(e, 1) < 620000 THEN 1 + dice(e, 2) % 9
         WHEN dice(e, 1) < 900000 THEN 10 + dice(e, 2) % 40
         WHEN dice(e, 1) < 990000 THEN 50 + dice(e, 2) % 250
         ELSE 300 + dice(e, 2) % 3000 END AS people,
    CASE WHEN dice(e, 3) < 700000 THEN 0 WHEN dice(e, 3) < 850000 THEN -1 ELSE 1 END AS trend,
    120 + dice(e, 4) % 200 AS trend_parts,
    4000 + dice(e, 5) % 5000 AS due_a_head,
    dice(e, 6) < 50000 AS pays_late,
    dice(e, 7) < 30000 AS in_arrears,
    dice(e, 8) < 20000 AS has_blank,
    dice(e, 9) < 20000 AS has_gap,
    dice(e, 10) < 10000 AS defers,
    dice(e, 11) < 3000 AS bulk,
    dice(e, 12) < 5000 AS surges,
    CASE WHEN dice(e, 13) < 60000 THEN 24217 + dice(e, 14) % 22 ELSE 24000 END AS founded,
    CASE WHEN dice(e, 15) < 25000 THEN 24228 + dice(e, 16) % 12 ELSE 25000 END AS closed
FROM range($employers) AS r(e);

COPY (
    SELECT employer_id, ('E' || lpad(employer_id::VARCHAR, 8, '0')) AS employer_no,
        CASE WHEN dice(employer_id, 20) < 8000 THEN '锦城劳务派遣有限公司' ELSE '锦城第' || employer_id || '有限公司' END
            || CASE WHEN dice(employer_id, 21) < 30000 THEN '分公司' ELSE '' END AS name,
        '9121' || lpad(employer_id::VARCHAR, 14, '0') AS code,
        CASE WHEN dice(employer_id, 22) < 900000 THEN 'enterprise' WHEN dice(employer_id, 22) < 940000 THEN 'sole_trader'
            WHEN dice(employer_id, 22) < 960000 THEN 'social_org' WHEN dice(employer_id, 22) < 995000 THEN 'public_institution' END
            AS entity_type,
        ['C3311', '2614', 'F51', 'F5212', 'I65', 'K7010', 'K70', 'H62', 'L', 'E', 'A01', 'G591', 'G59', 'Q83', 'M73', NULL]
            [1 + dice(employer_id, 23) % 16] AS industry,
        CASE WHEN dice(employer_id, 24) < 900000 THEN people END AS employees,
        CASE WHEN dice(employer_id, 25) < 850000 THEN people * (2000000 + dice(employer_id, 26) * 100) END AS revenue_fen,
        CASE WHEN dice(employer_id, 27) < 500000 THEN people * (4000000 + dice(employer_id, 28) * 100) END AS assets_fen,
        CASE WHEN dice(employer_id, 29) < 300000
            THEN CASE WHEN people < 10 THEN 'micro' WHEN people < 100 THEN 'small' WHEN people < 400 THEN 'medium' ELSE 'large' END
            END AS size,
        CASE WHEN dice(employer_id, 30) < 5000 THEN '注销' WHEN dice(employer_id, 30) < 8000 THEN '吊销' ELSE '存续' END AS status,
        CASE WHEN dice(employer_id, 31) < 10000 THEN NULL WHEN founded > 24000
            THEN make_date((founded // 12)::BIGINT, founded % 12 + 1, 1)
            ELSE DATE '2008-01-01' + (dice(employer_id, 32) % 3600)::INT END AS insured_from,
        CASE WHEN closed < 25000 AND dice(employer_id, 33) < 900000
            THEN make_date((closed // 12)::BIGINT, closed % 12 + 1, 28) END AS insured_to,
        '2107' || lpad((1 + dice(employer_id, 34) % 40)::VARCHAR, 2, '0') AS division,
        CASE WHEN dice(employer_id, 35) < 4000 THEN true WHEN dice(employer_id, 35) < 500000 THEN false END AS dispatch,
        CASE WHEN dice(employer_id, 36) < 950000 THEN '6222' || employer_id END AS account_no,
        NULL::VARCHAR AS account_name, NULL::VARCHAR AS bank,
        dice(employer_id, 21) < 30000 AS is_branch, dice(employer_id, 21) < 20000 AS head_found,
        CASE WHEN dice(employer_id, 21) < 10000 THEN 'large' END AS head_size,
        CASE WHEN dice(employer_id, 21) < 20000 THEN 'C3311' END AS head_industry,
        CASE WHEN dice(employer_id, 21) < 20000 THEN dice(employer_id, 37) % 2000 END AS head_employees,
        CASE WHEN dice(employer_id, 21) < 15000 THEN dice(employer_id, 38) * 10000 END AS head_revenue_fen,
        NULL::BIGINT AS head_assets_fen,
        CASE WHEN dice(employer_id, 39) < 40000 THEN 'L' || (employer_id // 10) END AS legal_person,
        CASE WHEN dice(employer_id, 40) < 2000 THEN 'insured_to;size' ELSE '' END AS conflicts
    FROM firm ORDER BY employer_id
) TO '$folder/employers.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    WITH months AS (SELECT 24217 + i::INT AS month FROM range(24) AS r(i)),
    parts AS (SELECT insurance, part FROM (VALUES ('injury'), ('pension'), ('unemployment')) AS v(insurance), range(3) AS r(part)),
    slots AS (
        SELECT * FROM months, parts WHERE part < 2 OR (insurance = 'unemployment' AND month IN (24220, 24223, 24228, 24231, 24234, 24237))
    ),
    filled AS (
        SELECT employer_id, month, insurance, part::INT AS part, f.*,
            insurance = 'unemployment' AND month IN (24220, 24223, 24228, 24231, 24234, 24237) AS corrected,
            dice(employer_id * 25 + month, 53) AS noise,
            greatest(0, people + CASE WHEN surges AND month = 24239 THEN people
                ELSE trend * (people * (month - 24227)) // trend_parts END) AS heads,
            make_date(((month + 1) // 12)::BIGINT, (month + 1) % 12 + 1, 1) AS next_month
        FROM firm AS f, slots
        WHERE month BETWEEN founded AND closed AND NOT (has_gap AND month = 24230 + dice(employer_id, 50) % 6)
    ),
    paid AS (
        SELECT *, heads * (due_a_head + noise % 700 + length(insurance) * 100) AS due, next_month + 5 + (noise % 9)::INT AS first_day,
            CASE WHEN corrected THEN next_month + 20 WHEN bulk THEN DATE '2020-03-10'
                WHEN pays_late THEN next_month + 60 + (dice(employer_id, 51) % 120)::INT
                ELSE next_month + 15 + (noise % 13)::INT END AS second_day,
            DATE '2020-02-01' + (noise % 60)::INT AS third_day
        FROM filled
    )
    SELECT employer_id, month, insurance,
        CASE WHEN NOT (has_blank AND month >= 24236 AND dice(employer_id, 52) % 3 = month % 3) THEN heads END AS headcount,
        due AS due_fen,
        CASE part WHEN 0 THEN due * 3 // 5 WHEN 1 THEN CASE WHEN in_arrears AND month % 5 = employer_id % 5 THEN due * 4 // 5 ELSE due END
            ELSE due + 100 END AS paid_fen,
        CASE part WHEN 0 THEN first_day WHEN 1 THEN second_day ELSE third_day END AS paid_on,
        CASE WHEN part = 0 THEN second_day WHEN part = 1 AND corrected THEN third_day END AS superseded_on,
        part = 0 AS opening,
        CASE WHEN defers AND month >= 24238 THEN DATE '2020-06-30' END AS deferred_until
    FROM paid ORDER BY employer_id, month, insurance, paid_on
) TO '$folder/ledger.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT employer_id, -- one of three is insured by two neighbours
        CASE WHEN i = 2 THEN employer_id // 2 * 8 + 2 ELSE employer_id * 4 + i END::INT AS person_id, 24100::INT AS from_month,
        (24228 + dice(employer_id, 60) % 12)::INT AS to_month,
        ['retired', 'resigned', 'expired', 'died', NULL][1 + dice(employer_id * 4 + i, 61) % 5] AS leave_reason
    FROM firm, range(3) AS r(i) WHERE dice(employer_id, 62) < 200000 ORDER BY ALL
) TO '$folder/spells.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT employer_id, (employer_id * 4 + i)::INT AS person_id, (24228 + dice(employer_id, 63) % 12)::INT AS first_month
    FROM firm, range(2) AS r(i) WHERE dice(employer_id, 64) < 50000 ORDER BY ALL
) TO '$folder/claims.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT employer_id, ['dishonest', 'polluting', 'zombie', 'bankrupt', 'wage_arrears', 'hardship_recognised'][1 + dice(employer_id, 70) % 6]
            AS list,
        CASE WHEN dice(employer_id, 71) < 900000 THEN DATE '2018-01-01' + (dice(employer_id, 72) % 900)::INT END AS listed_on,
        CASE WHEN dice(employer_id, 73) < 300000 THEN DATE '2019-12-01' + (dice(employer_id, 74) % 200)::INT END AS removed_on,
        dice(employer_id, 75) < 800000 AS certain, NULL::BOOLEAN AS confirmed, 'match:lists:' || (employer_id % 5000 + 2) AS key,
        'lists' AS source_file, (employer_id % 5000 + 2)::VARCHAR AS source_row
    FROM firm WHERE dice(employer_id, 76) < 12000 ORDER BY ALL
) TO '$folder/listings.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT employer_id, 2020::INT AS year, '' AS scheme, people * 20000 AS amount_fen, 'refunds' AS source_file,
        employer_id::VARCHAR AS source_row
    FROM firm WHERE dice(employer_id, 80) < 10000 ORDER BY ALL
) TO '$folder/refunds.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT employer_id, 1500::BIGINT AS fund_months_num, 100::BIGINT AS fund_months_den, '15' AS fund_months_text,
        NULL::BIGINT AS monthly_benefit_fen
    FROM firm ORDER BY ALL
) TO '$folder/area.parquet' (FORMAT parquet, COMPRESSION zstd);

COPY (SELECT employer_id, 'retired' AS reason, 2::BIGINT AS people FROM firm WHERE dice(employer_id, 81) < 1000 ORDER BY ALL)
TO '$folder/leavers_stated.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT employer_id, 1::BIGINT AS people FROM firm WHERE dice(employer_id, 82) < 1000 ORDER BY ALL)
TO '$folder/claimants_stated.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (
    SELECT employer_id, 'dispatch' AS kind, DATE '2020-03-01' AS "on", '' AS detail FROM firm
    WHERE dice(employer_id, 83) < 1000 ORDER BY ALL
) TO '$folder/applications.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT employer_id, 0::INT AS month, '' AS insurance, true AS insured FROM firm WHERE false)
TO '$folder/answered_months.parquet' (FORMAT parquet, COMPRESSION zstd);

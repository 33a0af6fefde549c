-- The retention refund of 2020 in Jinzhou, decided on 15 March 2020, written by hand for DuckDB: the baseline.
-- One scan of the ledger, one group for each employer, then the judgement. Every threshold is spelt out. It holds
-- what the province's files exercise; the policy engine carries the other years, places and formulas besides.
WITH month AS (
    SELECT employer_id, month, due_fen, paid_on, headcount IS NULL AS blank, coalesce(headcount, 0) AS heads,
        CASE WHEN paid_on <= DATE '2020-03-15' THEN paid_fen ELSE 0 END AS paid,
        month BETWEEN 24228 AND 24239 AS in_base,
        paid < due_fen AND coalesce(deferred_until < DATE '2020-03-15', true) AS arrears,
        CASE WHEN month BETWEEN 24181 AND 24239 THEN 1::BIGINT << (month - 24181) ELSE 0 END AS bit
    FROM ledger
    WHERE insurance = 'unemployment' AND month <= 24240 AND (opening OR paid_on <= DATE '2020-03-15')
        AND (superseded_on IS NULL OR superseded_on > DATE '2020-03-15')
),
counted AS (
    SELECT employer_id, bit_or(bit) AS rows_mask, bit_or(CASE WHEN blank THEN bit ELSE 0 END) AS blank_mask,
        count(*) FILTER (month < 24181) AS older_rows, min(month) AS first_row,
        bool_or(in_base AND arrears) AS in_arrears,
        count(*) FILTER (heads > 0 AND NOT arrears AND month <= 24239) AS months_contributed,
        count(*) FILTER (blank AND NOT arrears AND month <= 24239) AS months_blank,
        count(*) FILTER (in_base AND (heads > 0 OR due_fen <> 0 OR blank)) AS insured_months,
        sum(CASE WHEN in_base THEN paid ELSE 0 END)::BIGINT AS base_fen,
        sum(CASE WHEN month = 24227 THEN heads ELSE 0 END)::BIGINT AS heads_before,
        sum(CASE WHEN month = 24239 THEN heads ELSE 0 END)::BIGINT AS heads_december,
        max(CASE WHEN month = 24240 THEN heads END) AS heads_next,
        sum(CASE WHEN in_base THEN heads ELSE 0 END)::BIGINT AS heads_sum,
        count(*) FILTER (in_base AND heads > 0) AS months_people,
        min(CASE WHEN month BETWEEN 24227 AND 24239 AND heads > 0 THEN (month::BIGINT << 32) + heads END) AS first_people,
        count(*) FILTER (in_base AND paid_on > DATE '2020-03-05' AND paid_on <= DATE '2020-03-15') AS bulk_months
    FROM month GROUP BY employer_id
),
leavers AS (
    SELECT employer_id, count(*) FILTER (leave_reason IN ('retired', 'died')) AS excluded, count(*) FILTER (leave_reason IS NULL) AS unexplained
    FROM spells ANTI JOIN leavers_stated USING (employer_id) WHERE to_month BETWEEN 24228 AND 24239 GROUP BY employer_id
    UNION ALL
    SELECT employer_id, sum(CASE WHEN reason IN ('retired', 'died') THEN people ELSE 0 END)::BIGINT, 0
    FROM leavers_stated GROUP BY employer_id
),
cut AS (
    SELECT employer_id, person_id, greatest(from_month, 24228) AS first, least(coalesce(to_month, 24240) - 1, 24239) AS last
    FROM spells WHERE first <= last
),
people AS (
    SELECT employer_id, count(*) AS insured, count(*) FILTER (months <= 2) AS briefly
    FROM (SELECT employer_id, person_id, sum(last - first + 1) AS months FROM cut GROUP BY ALL) GROUP BY employer_id
),
doubly AS (
    SELECT a.employer_id, count(DISTINCT person_id) AS doubly FROM cut AS a JOIN cut AS b USING (person_id)
    WHERE a.employer_id <> b.employer_id AND a.first <= b.last AND b.first <= a.last GROUP BY a.employer_id
),
named AS (
    SELECT employer_id, key, certain, CASE WHEN list IN ('polluting', 'overcapacity') THEN 6
        WHEN list IN ('dishonest', 'wage_arrears') THEN 7 WHEN list = 'zombie' THEN 8 WHEN list = 'bankrupt' THEN 9 END AS rule
    FROM listings
    WHERE coalesce(listed_on <= DATE '2020-03-15', true) AND coalesce(removed_on > DATE '2020-03-15', true) AND rule IS NOT NULL
),
listed AS (
    SELECT employer_id, bit_or(CASE WHEN certain THEN 1 << rule ELSE 0 END) AS sure,
        bit_or(CASE WHEN NOT certain THEN 1 << rule ELSE 0 END) AS doubtful,
        list((rule, key)) FILTER (NOT certain) AS keys
    FROM named GROUP BY employer_id
),
refunded AS (
    SELECT employer_id, sum(amount_fen)::BIGINT AS already FROM refunds WHERE year = 2020 AND scheme = '' GROUP BY employer_id
),
applied AS (SELECT DISTINCT employer_id FROM applications WHERE kind = 'dispatch'),
figures AS (
    SELECT employer_id, upper(trim(CASE WHEN is_branch THEN head_industry ELSE industry END)) AS plain,
        regexp_replace(plain, '[^0-9]', '', 'g') AS digits,
        CASE WHEN digits = '' THEN left(plain, 1) WHEN left(digits, 4) IN ('7010', '7020') THEN left(digits, 4)
            WHEN left(digits, 3) IN ('591', '701', '702') THEN left(digits, 3)
            WHEN length(digits) > 2 THEN left(digits, 2) || '+' ELSE digits END AS industry_key,
        CASE WHEN is_branch THEN head_employees ELSE employees END AS e,
        CASE WHEN is_branch THEN head_revenue_fen ELSE revenue_fen END AS r,
        CASE WHEN is_branch THEN head_assets_fen ELSE assets_fen END AS a
    FROM employers
),
levels AS (
    SELECT employer_id,
        CASE WHEN e >= employees_large THEN 3 WHEN e >= employees_medium THEN 2 WHEN e >= employees_small THEN 1
            WHEN e IS NOT NULL AND employees_large IS NOT NULL THEN 0 END AS le,
        CASE WHEN r >= revenue_large THEN 3 WHEN r >= revenue_medium THEN 2 WHEN r >= revenue_small THEN 1
            WHEN r IS NOT NULL AND revenue_large IS NOT NULL THEN 0 END AS lr,
        CASE WHEN a >= assets_large THEN 3 WHEN a >= assets_medium THEN 2 WHEN a >= assets_small THEN 1
            WHEN a IS NOT NULL AND assets_large IS NOT NULL THEN 0 END AS la,
        least(coalesce(le, 3), coalesce(lr, 3), coalesce(la, 3)) AS best,
        CASE WHEN (le IS NULL AND employees_large IS NOT NULL) OR (lr IS NULL AND revenue_large IS NOT NULL)
            OR (la IS NULL AND assets_large IS NOT NULL) THEN 0 ELSE best END AS worst
    FROM figures JOIN size_classes USING (industry_key)
),
classes AS (
    SELECT employer_id, max(best) AS best, min(worst) AS worst FROM levels GROUP BY employer_id
),
fact AS (
    SELECT e.employer_id, employer_no, name, code, entity_type, division, legal_person, account_no, status, conflicts, dispatch,
        insured_from, insured_to,
        coalesce(rows_mask, 0) AS rows_mask, coalesce(blank_mask, 0) AS blank_mask, coalesce(older_rows, 0) AS older_rows, first_row,
        coalesce(in_arrears, false) AS in_arrears, coalesce(months_contributed, 0) AS months_contributed,
        coalesce(months_blank, 0) AS months_blank, coalesce(insured_months, 0) AS insured_months, coalesce(base_fen, 0) AS base_fen,
        coalesce(heads_before, 0) AS heads_before, coalesce(heads_december, 0) AS heads_december, heads_next,
        coalesce(heads_sum, 0) AS heads_sum, coalesce(months_people, 0) AS months_people, first_people,
        coalesce(bulk_months, 0) AS bulk_months, coalesce(excluded, 0) AS excluded, coalesce(unexplained, 0) AS unexplained,
        coalesce(insured, 0) AS people_insured, coalesce(briefly, 0) AS people_briefly, coalesce(doubly, 0) AS people_doubly,
        coalesce(sure, 0) AS sure, coalesce(doubtful, 0) AS doubtful, keys, coalesce(already, 0) AS already,
        applied.employer_id IS NOT NULL AS applied, fund_months_num, fund_months_den,
        entity_type IS NULL OR entity_type = 'enterprise' AS enterprise,
        CASE WHEN enterprise THEN coalesce(CASE WHEN is_branch THEN head_size ELSE size END,
            CASE WHEN best = worst THEN ['micro', 'small', 'medium', 'large'][best + 1] END,
            CASE WHEN is_branch AND NOT coalesce(worst = 3 OR best < 3, false) THEN size END) END AS size_class,
        coalesce(year(insured_from) * 12 + month(insured_from) - 1, first_row, 24240) AS since,
        least(coalesce(year(insured_to) * 12 + month(insured_to) - 1, 24239), 24239) AS until,
        CASE WHEN heads_before > 0 THEN heads_before ELSE coalesce(first_people & 4294967295, 0) END AS unit_start
    FROM employers AS e LEFT JOIN counted USING (employer_id) LEFT JOIN leavers USING (employer_id)
        LEFT JOIN people USING (employer_id) LEFT JOIN doubly USING (employer_id) LEFT JOIN listed USING (employer_id)
        LEFT JOIN refunded USING (employer_id) LEFT JOIN applied USING (employer_id) LEFT JOIN classes USING (employer_id)
        LEFT JOIN area USING (employer_id)
),
delivered AS MATERIALIZED (SELECT * FROM fact),
absent AS (
    SELECT division, sum(CASE WHEN rows & (1::BIGINT << p) = 0 AND units >= 5 THEN 1::BIGINT << p ELSE 0 END)::BIGINT AS missing_file
    FROM (
        SELECT division, p, bit_or(rows_mask) AS rows, count(*) FILTER (coalesce(year(insured_from) * 12 + month(insured_from) - 1, 0) <= 24181 + p
            AND coalesce(year(insured_to) * 12 + month(insured_to) - 1, 99999) >= 24181 + p) AS units
        FROM delivered, range(46, 59) AS r(p)
        WHERE division IN (SELECT division FROM delivered GROUP BY division HAVING bit_or(rows_mask) & 576390383559245824 <> 576390383559245824)
        GROUP BY ALL
    ) GROUP BY division
),
legal AS (
    SELECT legal_person, count(*) > 1 AND max(unit_start) <= 30 AND sum(unit_start) > 30 AS split
    FROM delivered WHERE legal_person IS NOT NULL GROUP BY legal_person
),
span AS (
    SELECT *, greatest(since - 24181, 0) AS low, greatest(CASE WHEN insured_from IS NULL THEN 0 ELSE since - 24181 END, 0) AS low_reach,
        least(until - 24181, 58) AS high,
        CASE WHEN low <= high THEN (1::BIGINT << (high + 1)) - (1::BIGINT << low) ELSE 0 END AS period,
        CASE WHEN low_reach <= high THEN (1::BIGINT << (high + 1)) - (1::BIGINT << low_reach) ELSE 0 END AS reach,
        coalesce(missing_file, 0) AS absent_mask, (period & ~rows_mask) | (absent_mask & ~rows_mask & reach) AS missing,
        greatest(greatest(least(until + 1, 24181) - since, 0) - older_rows, 0) AS older_missing,
        missing & 576320014815068160 <> 0 AS missing_base, insured_from IS NULL AS from_unknown,
        from_unknown AND coalesce(first_row > 24228, true) AS start_unknown,
        missing | blank_mask AS lacking, first_people >> 32 AS first_month
    FROM delivered LEFT JOIN absent USING (division) LEFT JOIN legal USING (legal_person)
),
heads AS (
    SELECT *,
        CASE WHEN insured_months > 0 THEN true WHEN (absent_mask & ~rows_mask & 576320014815068160 & reach) <> 0
            OR (missing_base AND rows_mask & 576320014815068160 <> 0) THEN NULL ELSE false END AS insured_in_base,
        CASE WHEN months_contributed >= 12 THEN true
            WHEN from_unknown OR months_contributed + bit_count(missing) + older_missing + months_blank >= 12 THEN NULL
            ELSE false END AS enough,
        CASE WHEN in_arrears THEN false WHEN missing_base OR start_unknown THEN NULL ELSE true END AS no_arrears,
        CASE WHEN blank_mask & 70368744177664 = 0 THEN heads_before ELSE 0 END AS at_start,
        lacking & ((1::BIGINT << greatest(coalesce(first_month - 24181, 59), 46)) - 70368744177664) AS lacking_start,
        from_unknown AND rows_mask & 70368744177664 = 0 AND coalesce(first_month > 24227, true) AS start_before_rows,
        at_start <= 0 AND (lacking_start <> 0 OR start_before_rows) AS start_open,
        CASE WHEN at_start > 0 THEN at_start WHEN NOT start_open THEN first_people & 4294967295 END AS h0,
        CASE WHEN lacking & 288230376151711744 <> 0 THEN NULL WHEN rows_mask & 288230376151711744 <> 0 THEN heads_december
            WHEN until < 24239 THEN 0 WHEN insured_from IS NULL AND first_row IS NULL THEN NULL ELSE 0 END AS h1
    FROM span
),
rate AS (
    SELECT *, CASE WHEN h0 - h1 - excluded < 0 THEN 0 ELSE h0 - h1 - excluded END AS lost,
        CASE WHEN h0 - h1 - excluded - unexplained < 0 THEN 0 ELSE h0 - h1 - excluded - unexplained END AS lost_least,
        CASE WHEN h0 - excluded < 0 THEN 0 ELSE h0 - excluded END AS lost_most,
        CASE WHEN h0 <= 30 THEN 2000 ELSE 550 END * h0 AS allowed,
        CASE WHEN lost * 10000 <= allowed THEN true WHEN lost_least * 10000 > allowed THEN false
            WHEN h1 IS NULL AND lost_most * 10000 <= allowed THEN true
            WHEN h0 IS NULL AND NOT start_open THEN true
            WHEN start_open AND first_people IS NOT NULL AND h1 + excluded + unexplained < 1 THEN false END AS low_rate,
        (base_fen // 10000) * 8000 + ((base_fen % 10000) * 16000 + 10000) // 20000 AS refund
    FROM heads
),
ruled AS (
    SELECT *, fund_months_num >= fund_months_den * 12 AS r1, entity_type = 'enterprise' AS r2, insured_in_base AND enough AS r3,
        no_arrears AS r4, low_rate AS r5,
        CASE WHEN sure & 64 <> 0 THEN false WHEN doubtful & 64 = 0 THEN true END AS r6,
        CASE WHEN sure & 128 <> 0 THEN false WHEN doubtful & 128 = 0 THEN true END AS r7,
        CASE WHEN sure & 256 <> 0 THEN false WHEN doubtful & 256 = 0 THEN true END AS r8,
        insured_to IS NULL AND (coalesce(status LIKE '%注销%' OR status LIKE '%吊销%', false)
            OR ';' || conflicts || ';' LIKE '%;insured_to;%' OR ';' || conflicts || ';' LIKE '%;status;%') AS undated,
        CASE WHEN insured_to <= DATE '2020-03-15' OR sure & 512 <> 0 THEN false WHEN NOT undated AND doubtful & 512 = 0 THEN true END
            AS r9,
        CASE WHEN NOT coalesce(dispatch, name LIKE '%劳务派遣%' OR applied OR ';' || conflicts || ';' LIKE '%;dispatch;%') THEN true END
            AS r10,
        NOT (already > 0 AND refund <= already) AS r11, base_fen > 0 AS r13,
        r1 AND r2 AND r3 AND r4 AND r5 AND r6 AND r7 AND r8 AND r9 AND r10 AS ordinary,
        CASE WHEN NOT ordinary THEN 'refused' WHEN ordinary IS NULL THEN 'undetermined' WHEN NOT (r11 AND r13) THEN 'refused'
            ELSE 'granted' END AS outcome,
        (coalesce(insured_in_base, true) AND enough IS NULL) OR insured_in_base IS NULL AS months_open,
        CASE WHEN months_open THEN lacking & 576390383559245824 ELSE 0 END
            | CASE WHEN no_arrears IS NULL THEN missing & 576320014815068160 ELSE 0 END
            | CASE WHEN low_rate IS NULL THEN CASE WHEN start_open THEN lacking_start ELSE 0 END | (lacking & 288230376151711744) ELSE 0 END
            AS asked,
        CASE WHEN months_open AND missing & 576390383559245824 = 0 AND months_blank = 0 AND NOT from_unknown
            AND missing & 70368744177663 <> 0 THEN length(bin(missing & 70368744177663)) + 24180 END AS asked_earlier
    FROM rate
)
SELECT employer_no, name, code, outcome,
    CASE WHEN outcome = 'granted' OR (outcome = 'refused' AND coalesce(ordinary, false)) THEN refund ELSE 0 END AS entitlement_fen,
    CASE WHEN outcome = 'granted' THEN refund - already ELSE 0 END AS amount_fen,
    CASE WHEN outcome = 'granted' THEN 8000::BIGINT END AS ratio_bp, size_class AS size, h0 AS headcount_start, h1 AS headcount_end,
    CASE WHEN lost = lost_least THEN (lost * 20000 + h0) // nullif(h0 * 2, 0) END AS layoff_rate_bp,
    months_contributed, base_fen,
    CASE WHEN outcome = 'granted' THEN CASE WHEN h0 IS NULL OR lost = 0 THEN 'RR05a' WHEN lost * 10000 <= 550 * h0 THEN 'RR05b' ELSE 'RR05c' END
            || CASE WHEN already > 0 THEN ';RR14' ELSE '' END
        WHEN outcome = 'refused' AND ordinary THEN concat_ws(';', CASE WHEN NOT r11 THEN 'RR11' END, CASE WHEN NOT r13 THEN 'RR13' END)
        WHEN outcome = 'refused' THEN concat_ws(';', CASE WHEN NOT r1 THEN 'RR01' END, CASE WHEN NOT r2 THEN 'RR02' END,
            CASE WHEN NOT r3 THEN 'RR03' END, CASE WHEN NOT r4 THEN 'RR04' END, CASE WHEN NOT r5 THEN 'RR05' END,
            CASE WHEN NOT r6 THEN 'RR06' END, CASE WHEN NOT r7 THEN 'RR07' END, CASE WHEN NOT r8 THEN 'RR08' END,
            CASE WHEN NOT r9 THEN 'RR09' END)
        ELSE concat_ws(';', CASE WHEN r1 IS NULL THEN 'RR01' END, CASE WHEN r2 IS NULL THEN 'RR02' END,
            CASE WHEN r3 IS NULL THEN 'RR03' END, CASE WHEN r4 IS NULL THEN 'RR04' END, CASE WHEN r5 IS NULL THEN 'RR05' END,
            CASE WHEN r6 IS NULL THEN 'RR06' END, CASE WHEN r7 IS NULL THEN 'RR07' END, CASE WHEN r8 IS NULL THEN 'RR08' END,
            CASE WHEN r9 IS NULL THEN 'RR09' END, CASE WHEN r10 IS NULL THEN 'RR10' END) END AS reasons,
    CASE outcome
        WHEN 'granted' THEN CASE WHEN coalesce(account_no, '') = '' THEN 'account' ELSE '' END
        WHEN 'refused' THEN ''
        ELSE concat_ws(';', CASE WHEN r10 IS NULL THEN 'dispatch_application' END, CASE WHEN r2 IS NULL THEN 'entity_type' END,
            CASE WHEN from_unknown AND ((r3 IS NULL AND enough IS NULL) OR (r4 IS NULL AND start_unknown)
                OR (r5 IS NULL AND (start_open OR start_unknown))) THEN 'insured_from' END,
            CASE WHEN r9 IS NULL AND undated THEN 'insured_to' END,
            CASE WHEN r5 IS NULL AND unexplained > 0 AND CASE WHEN start_open AND h1 IS NOT NULL
                THEN greatest((h1 + excluded) * 10000 // 9450, least(30, (h1 + excluded) * 10000 // 8000))
                    < greatest((h1 + excluded + unexplained) * 10000 // 9450, least(30, (h1 + excluded + unexplained) * 10000 // 8000))
                ELSE true END THEN 'leavers' END,
            CASE WHEN r3 IS NULL OR r4 IS NULL OR r5 IS NULL THEN nullif(concat_ws(';',
                'ledger:' || asked_earlier // 12 || '-' || lpad((asked_earlier % 12 + 1)::VARCHAR, 2, '0'),
                array_to_string([CASE WHEN asked & (1::BIGINT << p) <> 0
                    THEN 'ledger:' || (24181 + p) // 12 || '-' || lpad(((24181 + p) % 12 + 1)::VARCHAR, 2, '0') END
                    FOR p IN range(46, 59)], ';')), '') END,
            CASE WHEN doubtful <> 0 THEN nullif(array_to_string(list_sort(list_distinct([k[2] FOR k IN keys
                IF (k[1] = 6 AND r6 IS NULL) OR (k[1] = 7 AND r7 IS NULL) OR (k[1] = 8 AND r8 IS NULL) OR (k[1] = 9 AND r9 IS NULL)])),
                ';'), '') END) END AS questions,
    CASE WHEN outcome <> 'granted' THEN '' ELSE concat_ws(';',
        CASE WHEN months_people - (heads_december > 0)::INT > 0
            AND heads_december * (months_people - (heads_december > 0)::INT) * 10000 > 13000 * (heads_sum - heads_december)
            AND coalesce(heads_next * (months_people - (heads_december > 0)::INT) * 10000 <= 13000 * (heads_sum - heads_december), true)
            THEN 'december_surge' END,
        CASE WHEN bulk_months >= 6 THEN 'late_bulk_payment' END,
        CASE WHEN people_doubly * 10000 > 2000 * people_insured THEN 'double_insured' END,
        CASE WHEN split THEN 'split_units' END,
        CASE WHEN people_briefly * 10000 > 5000 * people_insured THEN 'short_spells' END) END AS holds
FROM ruled

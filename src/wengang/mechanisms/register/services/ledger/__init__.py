"""What was paid, month by month and for whom (缴费台账): months, people insured, refunds paid, the fund."""

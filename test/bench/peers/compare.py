"""Two books from CSV, compared as an analyst does it with pandas; the seconds and the findings go to standard output."""

import json
import resource
import sys
from time import perf_counter

import pandas as pd

MONEY = ['amount', 'payment_amount', 'fee', 'deposit', 'processed_amount', 'processed_fee', 'processed_deposit',
         'refunded_amount', 'charged_back_amount']


def book(path):
    return pd.read_csv(path, dtype={name: 'float64' for name in MONEY})


def compare(ours, theirs):
    both = ours.merge(theirs, on='id', how='outer', suffixes=('', '_theirs'), indicator='side')
    sides = both['side']
    pair = both[sides == 'both']

    def differs(name):
        a, b = pair[name], pair[name + '_theirs']
        return a.notna() & b.notna() & (a != b)

    identity = {kind: differs(name) for kind, name in [
        ('amount_differs', 'amount'), ('currency_differs', 'currency'), ('mode_differs', 'mode'),
        ('reference_differs', 'reference_id')]}
    is_same = ~(identity['amount_differs'] | identity['currency_differs'] | identity['mode_differs']
                | identity['reference_differs'])
    status = is_same & differs('status')
    alike = is_same & ~differs('status')
    fee = alike & (differs('fee') | differs('deposit') | differs('payment_amount') | differs('processed_fee'))
    received = alike & (differs('processed_amount') | (differs('processed_deposit') & ~fee))
    returned = alike & (differs('refunded_amount') | differs('charged_back_amount'))
    found = {
        'missing_ours': sides == 'right_only',
        'missing_theirs': sides == 'left_only',
        **identity,
        'status_differs': status,
        'fee_differs': fee,
        'processed_differs': received,
        'refund_differs': returned,
        'double_payment': paid_twice(ours, theirs),
    }
    return {kind: int(count) for kind, count in ((kind, rows.sum()) for kind, rows in found.items()) if count}


def paid_twice(ours, theirs):
    """Of either book: what Paymega took twice has been paid twice, whoever knows of it."""
    columns = ['id', 'mode', 'reference_id']
    paid = pd.concat([book.loc[book['processed_amount'] > 0, columns] for book in (theirs, ours)])
    paid = paid.drop_duplicates('id')
    return paid.duplicated(['mode', 'reference_id'])


started = perf_counter()
ours, theirs = (book(path) for path in sys.argv[1:3])
read = perf_counter()
kinds = compare(ours, theirs)
ended = perf_counter()
print(json.dumps({
    'version': pd.__version__,
    'fromFile': ended - started,
    'inMemory': ended - read,
    'peakMb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    'kinds': kinds,
}))

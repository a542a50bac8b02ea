"""The chapters of the report, numbered as ICH E3 does: a part of the plan or the results each."""

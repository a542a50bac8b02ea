"""One file per reader: a request comes in, one action or question is put, a page goes out."""

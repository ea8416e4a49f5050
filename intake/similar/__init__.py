"""Reports of one thing: how alike two are, which a reporter is offered, which are merged without a person."""

def what_would_change(sheet, owner_of):
    return ()

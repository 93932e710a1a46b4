"""The source ``loss_to_loss``: its importer and, where it has digitised figures, what is read from them."""

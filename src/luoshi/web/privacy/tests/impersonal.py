"""Fields that hold words but are about nobody: codes, names of kinds and units, digests of files. A new one is put here only on purpose."""

IMPERSONAL = frozenset(
    """
    copies.Stamp.name copies.Stamp.version
    ledger.LedgerEntry.digest ledger.LedgerEntry.verb ledger.LedgerEntry.subject_kind ledger.LedgerEntry.payload_digest
    ledger.LedgerPayload.salt ledger.LedgerHead.digest ledger.Command.fields_digest ledger.Command.outcome_kind
    parameters.ParameterValue.name parameters.ParameterValue.value parameters.ParameterValue.source
    lists.ListWord.list_name lists.ListWord.word lists.ListWord.label lists.ListWord.english
    jobs.Lease.name jobs.Lease.holder jobs.Run.name jobs.Run.trouble
    files.StoredFile.kind
    documents.WordTemplate.name documents.WordTemplate.digest documents.WordTemplate.file_name documents.WordTemplate.source
    org.Unit.code org.Unit.name org.Unit.short_name org.Branch.tree org.Place.code org.Place.name
    org.Equipment.code org.Equipment.name org.Equipment.grade org.Party.code org.Party.name org.Party.kind
    org.ShiftPattern.code org.ShiftPattern.name org.ShiftPattern.cycle org.ShiftPattern.letters org.ShiftPattern.leads
    org.ShiftPattern.source org.Rota.cycle org.CalendarYear.source org.CalendarDay.kind org.CalendarDay.name org.CalendarDay.source
    activities.Activity.kind metrics.Sum.kind metrics.Sum.what metrics.Change.kind
    postings.Posting.number postings.Posting.kind postings.Posting.board postings.Posting.digest postings.PostingVoice.kind
    postings.PostingSerial.month
    matters.Matter.kind matters.Matter.number matters.Matter.topic matters.Matter.channel matters.Matter.state matters.Matter.ledger_no
    matters.Matter.ledger_key matters.Matter.waiting matters.Matter.result matters.Matter.rating matters.Matter.closing matters.Matter.effect
    matters.Action.nature matters.Action.verdict matters.Custody.why matters.Event.act matters.Event.step matters.Event.before
    matters.Event.after matters.Serial.month matters.StockPhrase.kind matters.StockPhrase.text
    accounts.Spent.digest
    privacy.CompanyRule.basis privacy.CompanyRule.name privacy.CompanyRule.version privacy.CompanyRule.published_where
    consultations.Consultation.number consultations.Consultation.digest consultations.Item.skills consultations.Item.decision
    consultations.Step.area
    spreadsheets.SheetImport.register spreadsheets.SheetImport.digest spreadsheets.SheetImport.state spreadsheets.SheetImport.nightly
    spreadsheets.NightlyLook.register spreadsheets.NightlyLook.source spreadsheets.NightlyLook.trouble
    messages.Bot.name messages.Bot.channel messages.Message.channel
    api.Hook.name api.Hook.address api.Hook.events api.Hook.sealed
    api.Delivery.once api.Delivery.event api.Delivery.body api.Delivery.trouble
    """.split()  # noqa: SIM905 — read as a list, not as a line each
)

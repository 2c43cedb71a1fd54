#include "ui/importdraft.h"

#include "app/base/text.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QCoreApplication>
#include <QDate>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace faultline {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("Import", text);
}

const Issue* issueOf(const ImportDraft& draft, std::string_view code)
{
    const auto& issues = draft.preview.issues;
    const auto found = std::find_if(issues.begin(), issues.end(), [code](const Issue& issue) { return issue.code == code; });
    return found == issues.end() ? nullptr : &*found;
}

int yearOf(Timestamp time)
{
    return wallClock(time, TimeZone::utc()).date().year();
}

bool lacksYear(const ImportDraft& draft)
{
    if (draft.options.year)
        return false;
    const Issue* assumed = issueOf(draft, "year-assumed");
    // A year that another line of the same file writes out is no guess.
    return draft.preview.timesWithoutYear > 0 || (assumed && assumed->reason.find("the time of the file") != std::string::npos);
}

ImportAnswer later()
{
    return {translated(QT_TRANSLATE_NOOP("Import", "Decide later")), ImportAnswer::Effect::KeepReading, {}, {}};
}

ImportQuestion yearQuestion(const ImportDraft& draft, const ImportHints& hints)
{
    ImportQuestion question;
    question.kind = ImportQuestionKind::Year;
    const int read = draft.preview.first ? yearOf(*draft.preview.first) : QDate::currentDate().year();
    question.text = translated(QT_TRANSLATE_NOOP("Import", "Its times carry no year. By the date of the file they would be of %1.")).arg(read);
    std::vector<int> years;
    if (hints.year) {
        question.text += QLatin1Char(' ')
            + translated(QT_TRANSLATE_NOOP("Import", "%1 is of %2.")).arg(hints.yearFrom, QString::number(*hints.year));
        years.push_back(*hints.year);
    }
    for (const int year : {read, read - 1})
        if (std::find(years.begin(), years.end(), year) == years.end())
            years.push_back(year);
    for (const int year : years)
        question.answers.push_back({translated(QT_TRANSLATE_NOOP("Import", "Use %1")).arg(year), ImportAnswer::Effect::SetYear, {}, year});
    question.answers.push_back(later());
    return question;
}

ImportQuestion zoneQuestion(const ImportDraft& draft, const ImportHints& hints)
{
    ImportQuestion question;
    question.kind = ImportQuestionKind::Zone;
    question.text = translated(QT_TRANSLATE_NOOP("Import", "Its times carry no zone. They would be read as %1."))
                        .arg(toQString(draft.preview.zone));
    if (const Issue* ambiguous = issueOf(draft, "zone-word-ambiguous"))
        question.text = toQString(ambiguous->reason) + QLatin1Char('.');
    std::vector<TimeZone> zones;
    if (hints.zone) {
        zones.push_back(*hints.zone);
        question.text += QLatin1Char(' ')
            + translated(QT_TRANSLATE_NOOP("Import", "%1 is in %2.")).arg(hints.zoneFrom, toQString(hints.zone->name()));
    }
    for (const TimeZone& zone : {hints.caseZone, TimeZone::utc()})
        if (std::find(zones.begin(), zones.end(), zone) == zones.end())
            zones.push_back(zone);
    for (const TimeZone& zone : zones)
        question.answers.push_back({translated(QT_TRANSLATE_NOOP("Import", "Use %1")).arg(toQString(zone.name())),
                                    ImportAnswer::Effect::SetZone, zone, {}});
    question.answers.push_back(later());
    return question;
}

/// A place whose clocks then stood as the text proves: that of another source, of the case, or the zone that is called as the text says.
/// Its times carry a name afterwards, and it goes on being right when its season ends.
std::optional<TimeZone> placeOf(const TimeZone& proven, const QString& word, const ImportDraft& draft, const ImportHints& hints)
{
    if (!draft.preview.first)
        return std::nullopt;
    std::vector<TimeZone> places{hints.caseZone};
    if (hints.zone)
        places.insert(places.begin(), *hints.zone);
    if (const auto named = TimeZone::named(toStd(word)))
        places.push_back(*named);
    const auto offset = proven.offsetAt(*draft.preview.first);
    const auto fits = [&](const TimeZone& zone) { return !zone.isUtc() && zone.name() != proven.name() && zone.offsetAt(*draft.preview.first) == offset; };
    const auto found = std::find_if(places.begin(), places.end(), fits);
    return found == places.end() ? std::nullopt : std::optional(*found);
}

/// "labelled CET (+01:00), but 3 rows ... prove +02:00": the offset that is proven and the one that is written.
ImportQuestion contradictionQuestion(const Issue& issue, const ImportDraft& draft, const ImportHints& hints)
{
    ImportQuestion question;
    question.kind = ImportQuestionKind::ZoneContradiction;
    question.text = toQString(issue.reason) + QLatin1Char('.');
    static const QRegularExpression proof(QStringLiteral("proves? ([+-]\\d\\d:\\d\\d)"));
    static const QRegularExpression labelled(QStringLiteral("labelled (\\w+) \\("));
    const auto proven = TimeZone::named(toStd(proof.match(question.text).captured(1)));
    if (const auto place = proven ? placeOf(*proven, labelled.match(question.text).captured(1), draft, hints) : std::nullopt)
        question.answers.push_back({translated(QT_TRANSLATE_NOOP("Import", "Use %1, then %2")).arg(toQString(place->name()), toQString(proven->name())),
                                    ImportAnswer::Effect::SetZone, *place, {}});
    static const QRegularExpression written(QStringLiteral("\\(([+-]\\d\\d:\\d\\d)\\), but"));
    const auto offer = [&](const QRegularExpression& expression, const char* label) {
        const QString offset = expression.match(question.text).captured(1);
        const auto zone = TimeZone::named(toStd(offset));
        if (!offset.isEmpty() && zone)
            question.answers.push_back({translated(label).arg(offset), ImportAnswer::Effect::SetZone, *zone, {}});
    };
    offer(proof, QT_TRANSLATE_NOOP("Import", "Use %1"));
    offer(written, QT_TRANSLATE_NOOP("Import", "Keep %1"));
    question.answers.push_back(later());
    return question;
}

/// The roles that differ from how the columns would be read: "route is the URL path, took is the duration (ms)".
QString otherRoles(const std::vector<ColumnReading>& detected, const std::vector<ColumnReading>& stated)
{
    constexpr int shown = 4;
    QStringList texts;
    for (std::size_t index = 0; index < detected.size(); ++index) {
        const ColumnReading& column = stated[index];
        if (column.role == detected[index].role && column.unit == detected[index].unit)
            continue;
        const QString header = toQString(withVisibleControls(column.header));
        texts << (column.role.empty() ? translated(QT_TRANSLATE_NOOP("Import", "%1 is not used")).arg(header)
                  : column.unit.empty() ? translated(QT_TRANSLATE_NOOP("Import", "%1 is the %2")).arg(header, roleText(column.role))
                                        : translated(QT_TRANSLATE_NOOP("Import", "%1 is the %2 (%3)")).arg(header, roleText(column.role), toQString(column.unit)));
    }
    const auto more = texts.size() - shown;
    return texts.mid(0, shown).join(QStringLiteral(", ")) + (more > 0 ? translated(QT_TRANSLATE_NOOP("Import", " and %1 more")).arg(more) : QString());
}

/// Somebody gave the same columns other roles before.
std::optional<ImportQuestion> columnsQuestion(const ImportDraft& draft, const ImportHints& hints)
{
    const std::vector<ColumnReading>& detected = draft.preview.columns;
    if (detected.empty() || !draft.options.columns.empty())
        return std::nullopt;
    for (const RememberedColumns& remembered : hints.columns) {
        const auto stated = remembered.format == draft.preview.importer->info().id ? readAs(remembered.stated, detected) : std::nullopt;
        if (!stated)
            continue;
        const QString differences = otherRoles(detected, *stated);
        if (differences.isEmpty())
            return std::nullopt;
        ImportQuestion question;
        question.kind = ImportQuestionKind::Columns;
        question.text = translated(QT_TRANSLATE_NOOP("Import", "%1 has the same columns, and you gave them other roles: %2."))
                            .arg(toQString(remembered.source), differences);
        question.answers = {{translated(QT_TRANSLATE_NOOP("Import", "Use those roles")), ImportAnswer::Effect::SetColumns, {}, {}, remembered.stated},
                            {translated(QT_TRANSLATE_NOOP("Import", "Read it as detected")), ImportAnswer::Effect::KeepReading, {}, {}}};
        return question;
    }
    return std::nullopt;
}

ImportQuestion formatQuestion(const ImportDraft& draft)
{
    ImportQuestion question;
    question.kind = ImportQuestionKind::Format;
    const auto& candidates = draft.preview.candidates;
    question.text = translated(QT_TRANSLATE_NOOP("Import", "No format fits. Choose one above, or paste the server's log format."));
    if (!candidates.empty())
        question.text = translated(QT_TRANSLATE_NOOP("Import", "No format fits well; the nearest is %1 (%2 %: %3). Choose one above, or paste "
                                                               "the server's log format."))
                            .arg(toQString(candidates.front().importer->info().title), QString::number(candidates.front().detection.confidence),
                                 toQString(candidates.front().detection.reason));
    question.answers.push_back({translated(QT_TRANSLATE_NOOP("Import", "Leave it out")), ImportAnswer::Effect::LeaveOut, {}, {}});
    return question;
}

ImportQuestion sameContentQuestion(const ImportDraft& draft)
{
    ImportQuestion question;
    question.kind = ImportQuestionKind::SameContent;
    question.text = translated(QT_TRANSLATE_NOOP("Import", "The same content is in the case already, as %1.")).arg(toQString(*draft.preview.sameAs));
    question.answers = {{translated(QT_TRANSLATE_NOOP("Import", "Leave it out")), ImportAnswer::Effect::LeaveOut, {}, {}},
                        {translated(QT_TRANSLATE_NOOP("Import", "Replace it")), ImportAnswer::Effect::Replace, {}, {}},
                        {translated(QT_TRANSLATE_NOOP("Import", "Keep both")), ImportAnswer::Effect::KeepBoth, {}, {}}};
    return question;
}

}    // namespace

QString roleText(const std::string& role)
{
    static const std::vector<std::pair<std::string, const char*>> texts{
        {"", QT_TRANSLATE_NOOP("Import", "not used")},        {"time", QT_TRANSLATE_NOOP("Import", "time")},
        {"date", QT_TRANSLATE_NOOP("Import", "date")},        {"value", QT_TRANSLATE_NOOP("Import", "value")},
        {"label", QT_TRANSLATE_NOOP("Import", "label")},      {"metric", QT_TRANSLATE_NOOP("Import", "name of the series")},
        {"path", QT_TRANSLATE_NOOP("Import", "URL path")},    {"status", QT_TRANSLATE_NOOP("Import", "status")},
        {"duration", QT_TRANSLATE_NOOP("Import", "duration")},{"method", QT_TRANSLATE_NOOP("Import", "method")},
        {"bytes_out", QT_TRANSLATE_NOOP("Import", "bytes sent")}, {"bytes_in", QT_TRANSLATE_NOOP("Import", "bytes received")},
        {"request", QT_TRANSLATE_NOOP("Import", "request line")}, {"text", QT_TRANSLATE_NOOP("Import", "message")},
        {"severity", QT_TRANSLATE_NOOP("Import", "severity")}, {"client_ip", QT_TRANSLATE_NOOP("Import", "client address")},
    };
    for (const auto& [key, text] : texts)
        if (key == role)
            return QCoreApplication::translate("Import", text);
    return toQString(role).replace(QLatin1Char('_'), QLatin1Char(' '));
}

bool ImportDraft::isTimeline() const
{
    return preview.importer && preview.importer->info().id.rfind("timeline-", 0) == 0;
}

SourceChoice ImportDraft::choice() const
{
    SourceChoice choice;
    choice.path = preview.path;
    choice.options = options;
    if (!options.columns.empty() && isReadable())
        choice.options.columns = statedColumns(preview.columns);    // all of them: for the next file with the same
    choice.format = format;
    choice.name = name;
    choice.again = again;
    choice.isLeftOut = isLeftOut || preview.error.has_value();
    return choice;
}

void ImportDraft::answer(ImportQuestionKind kind, const ImportAnswer& answer)
{
    answered.insert(kind);
    switch (answer.effect) {
    case ImportAnswer::Effect::SetColumns: options.columns = answer.columns; break;
    case ImportAnswer::Effect::SetZone:
        options.zone = answer.zone;
        answered.insert({ImportQuestionKind::Zone, ImportQuestionKind::ZoneContradiction});
        break;
    case ImportAnswer::Effect::SetYear: options.year = answer.year; break;
    case ImportAnswer::Effect::LeaveOut: isLeftOut = true; break;
    case ImportAnswer::Effect::KeepBoth: again = true; break;
    case ImportAnswer::Effect::Replace: again = replaces = true; break;
    case ImportAnswer::Effect::KeepReading: break;
    }
}

ImportHints hintsFor(const std::vector<ImportDraft>& drafts, const std::vector<Source>& known, const TimeZone& caseZone)
{
    ImportHints hints;
    hints.caseZone = caseZone;
    hints.columns = rememberedColumns(known);
    for (const Source& source : known) {
        if (source.first && !hints.year) {
            hints.year = yearOf(*source.first);
            hints.yearFrom = toQString(source.name);
        }
        const auto zone = TimeZone::named(source.zone);
        if (zone && !zone->isUtc() && source.zoneBasis != Basis::Assumed && !hints.zone) {
            hints.zone = *zone;
            hints.zoneFrom = toQString(source.name);
        }
    }
    for (const ImportDraft& draft : drafts) {
        if (!hints.year && draft.preview.last && !lacksYear(draft)) {
            hints.year = yearOf(*draft.preview.last);
            hints.yearFrom = toQString(draft.preview.path).section(QLatin1Char('/'), -1);
        }
        if (!hints.zone && draft.options.zone && !draft.options.zone->isUtc()) {
            hints.zone = draft.options.zone;
            hints.zoneFrom = toQString(draft.preview.path).section(QLatin1Char('/'), -1);
        }
    }
    const auto own = TimeZone::named(QTimeZone::systemTimeZoneId().toStdString());
    if (!hints.zone && own && !own->isUtc()) {
        hints.zone = *own;
        hints.zoneFrom = translated(QT_TRANSLATE_NOOP("Import", "This computer"));
    }
    return hints;
}

std::vector<ImportQuestion> openQuestions(const ImportDraft& draft, const ImportHints& hints)
{
    std::vector<ImportQuestion> questions;
    const auto waits = [&](ImportQuestionKind kind) { return !draft.answered.contains(kind); };
    if (draft.isLeftOut || draft.isReading)
        return questions;
    if (draft.preview.sameAs && waits(ImportQuestionKind::SameContent))
        return {sameContentQuestion(draft)};
    if (!draft.preview.importer) {
        const bool isText = !draft.preview.firstLines.empty();
        if (isText && waits(ImportQuestionKind::Format))
            questions.push_back(formatQuestion(draft));
        return questions;
    }
    if (auto columns = waits(ImportQuestionKind::Columns) ? columnsQuestion(draft, hints) : std::nullopt)
        return {*columns};    // the other answers may follow from it
    if (lacksYear(draft) && waits(ImportQuestionKind::Year))
        questions.push_back(yearQuestion(draft, hints));
    const Issue* contradiction = issueOf(draft, "zone-contradiction");
    if (contradiction && !draft.options.zone && waits(ImportQuestionKind::ZoneContradiction))
        questions.push_back(contradictionQuestion(*contradiction, draft, hints));
    const bool isAssumed = draft.preview.zoneBasis == Basis::Assumed && draft.preview.records > 0 && !draft.options.zone;
    if (isAssumed && !contradiction && waits(ImportQuestionKind::Zone))
        questions.push_back(zoneQuestion(draft, hints));
    return questions;
}

QString zoneBasisText(const ImportDraft& draft)
{
    const QString zone = toQString(draft.options.zone ? draft.options.zone->name() : draft.preview.zone);
    if (!draft.isReadable() || draft.preview.records == 0)
        return {};
    switch (draft.preview.zoneBasis) {
    case Basis::Proven:
        return issueOf(draft, "zone-contradiction") ? translated(QT_TRANSLATE_NOOP("Import", "proven by the text"))
                                                    : translated(QT_TRANSLATE_NOOP("Import", "in each line: proven"));
    case Basis::Specification: return translated(QT_TRANSLATE_NOOP("Import", "UTC, by the format"));
    case Basis::Stated: return translated(QT_TRANSLATE_NOOP("Import", "%1, stated")).arg(zone);
    case Basis::Assumed: return translated(QT_TRANSLATE_NOOP("Import", "%1, assumed")).arg(zone);
    }
    return {};
}

int issueCount(const ImportDraft& draft)
{
    return static_cast<int>(draft.preview.rejected + draft.preview.issues.size());
}

}    // namespace faultline

#include "app/cli/namedseries.h"

#include "app/base/text.h"
#include "app/model/seriesname.h"

#include <optional>

namespace faultline::cli {

namespace {

/// What to do when no series has the name: one that contains it, else the list.
std::string nearestTo(const std::vector<SeriesInfo>& list, const std::string& wanted)
{
    for (const SeriesInfo& series : list)
        if (!wanted.empty() && toLower(fullName(series)).find(toLower(wanted)) != std::string::npos)
            return "Perhaps you mean '" + fullName(series) + '\'';
    return "See 'faultline-cli series CASE'";
}

}    // namespace

Result<SeriesInfo> findSeries(const std::vector<SeriesInfo>& list, const std::string& wanted)
{
    const std::optional<std::int64_t> id = parseInteger(wanted);
    std::vector<const SeriesInfo*> found;
    for (const SeriesInfo& series : list) {
        if ((id && series.id == *id) || fullName(series) == wanted)
            return series;
        if (series.name == wanted)
            found.push_back(&series);
    }
    if (found.size() == 1)
        return *found.front();
    if (found.empty())
        return Error{ErrorKind::Usage, "There is no series '" + wanted + "' in this case", "", nearestTo(list, wanted)};
    return Error{ErrorKind::Usage, "The name '" + wanted + "' is not enough",
                 std::to_string(found.size()) + " series have it, such as " + fullName(*found[0]) + " and " + fullName(*found[1]),
                 "Give the id or the name with its labels"};
}

Result<SeriesSubject> subjectNamed(const std::vector<SeriesInfo>& list, const std::string& wanted)
{
    const auto series = findSeries(list, wanted);
    SeriesSubject subject;
    if (series) {
        subject.seriesId = series->id;
        return subject;
    }
    const std::size_t colon = wanted.find(':');
    const std::string kind = colon == std::string::npos ? "request" : wanted.substr(0, colon);
    const std::string measure = colon == std::string::npos ? wanted : wanted.substr(colon + 1);
    if (fromName(kind, subject.records) && fromName(measure, subject.measure))
        return subject;
    return series.error();
}

Result<std::vector<SeriesSubject>> subjectsNamed(const std::vector<SeriesInfo>& list, const std::vector<std::string>& wanted)
{
    std::vector<SeriesSubject> subjects;
    for (const std::string& name : wanted) {
        Result<SeriesSubject> subject = subjectNamed(list, name);
        if (!subject)
            return subject.error();
        subjects.push_back(std::move(*subject));
    }
    return subjects;
}

JsonValue subjectJson(const SeriesSubject& subject)
{
    if (subject.isImported())
        return {{"series", subject.seriesId}};
    JsonValue json{{"records", nameOf(subject.records)}, {"measure", nameOf(subject.measure)}};
    if (!subject.field.empty()) {
        json["field"] = subject.field;
        json["value"] = subject.isAbsent ? JsonValue() : JsonValue(subject.value);
    }
    return json;
}

}    // namespace faultline::cli

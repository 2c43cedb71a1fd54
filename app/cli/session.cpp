#include "app/cli/session.h"

#include "app/base/text.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace faultline::cli {

int exitCodeOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage: return exitUsage;
    case ErrorKind::InputUnreadable: return 3;
    case ErrorKind::CaseDamaged: return 4;
    case ErrorKind::CaseTooNew: return 5;
    case ErrorKind::CaseLocked: return 6;
    case ErrorKind::OutputFailed: return 7;
    case ErrorKind::Interrupted: return 130;
    }
    return exitUsage;
}

TaskControl Session::control()
{
    return {stop, [this](const Progress& value) { progress.show(value); }};
}

void Session::warn(std::string_view text)
{
    progress.clear();
    const std::string line = "faultline-cli: " + withVisibleControls(text) + '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
}

int Session::fail(const Error& error)
{
    warn(error.message());
    return exitCodeOf(error.kind);
}

CaseView::CaseView(CaseFile file)
    : m_file(std::move(file)), m_reader(std::make_unique<CaseReader>(m_file.database())),
      m_segments(std::make_unique<SegmentReader>(m_file.database())), m_zone(m_file.displayZone())
{
}

Result<CaseView> CaseView::open(Session& session, const std::string& path)
{
    Result<CaseFile> file = CaseFile::open(path, OpenMode::Read);
    if (!file)
        return file.error();
    file->database().interruptOn(session.stop);
    CaseView view(std::move(*file));
    Result<std::vector<Source>> sources = view.m_reader->sources();
    if (!sources)
        return sources.error();
    view.m_sources = std::move(*sources);
    session.output.setZone(view.m_zone);
    return view;
}

std::string CaseView::sourceName(std::int64_t id) const
{
    for (const Source& source : m_sources)
        if (source.id == id)
            return source.name;
    return {};
}

FilterContext CaseView::filterContext() const
{
    FilterContext context;
    context.zone = m_zone;
    for (const Source& source : m_sources)
        context.sourceNames.emplace_back(source.id, source.name);
    return context;
}

Result<TimeInput> CaseView::timeInput()
{
    const Result<std::optional<TimeRange>> range = m_reader->range();
    if (!range)
        return range.error();
    return TimeInput{m_zone, *range};
}

void CaseView::warnAboutDamage(Session& session)
{
    if (m_reader->unreadableRows() > 0)
        session.warn(formatGrouped(static_cast<std::int64_t>(m_reader->unreadableRows())) +
                     " rows of the case hold values out of range and were left out. Run 'faultline-cli check'.");
}

std::string userName()
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    const uid_t user = geteuid();
    if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return sanitizedUtf8(entry.pw_name);
    return "user " + std::to_string(user);
}

JsonValue jsonOf(const TimeRange& range)
{
    JsonValue json;
    json["begin"] = range.begin == Timestamp::min() ? JsonValue() : JsonValue(formatUtc(range.begin));
    json["end"] = range.end == Timestamp::max() ? JsonValue() : JsonValue(formatUtc(range.end));
    return json;
}

std::string joined(const std::vector<std::string>& names, std::string_view separator)
{
    std::string text;
    for (const std::string& name : names) {
        if (!text.empty())
            text += separator;
        text += name;
    }
    return text;
}

}    // namespace faultline::cli

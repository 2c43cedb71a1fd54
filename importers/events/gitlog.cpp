#include "importers/events/gitlog.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/events/commitline.h"
#include "importers/events/eventdocument.h"

#include <algorithm>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t longestBody = 64 * 1024;

/// "(HEAD -> main, tag: v1.2, origin/main)" or the same without brackets.
void addReferences(Event& event, std::string_view written)
{
    written = trimmed(written);
    if (written.size() > 1 && written.front() == '(' && written.back() == ')')
        written = written.substr(1, written.size() - 2);
    std::string tags, branches;
    for (std::string_view reference : split(written, ',')) {
        reference = trimmed(reference);
        const bool isTag = reference.substr(0, 5) == "tag: ";
        std::string& list = isTag ? tags : branches;
        if (reference.substr(0, 8) == "HEAD -> ")
            reference.remove_prefix(8);
        if (!reference.empty() && reference != "HEAD")
            list += (list.empty() ? "" : ", ") + std::string(isTag ? trimmed(reference.substr(5)) : reference);
    }
    addField(event, "tag", tags);
    addField(event, "branch", branches);
}

/// "Ada <ada@example.org>" -> "Ada".
std::string nameOf(std::string_view person)
{
    const std::string_view name = trimmed(person.substr(0, person.rfind('<')));
    return std::string(name.empty() ? trimmed(person) : name);
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_resolver(settings) {}

    void line(std::string_view line, RecordSink& sink) override
    {
        if (const auto hash = commitOf(line)) {
            flush(sink);
            begin(*hash, withoutGraph(line).substr(7 + hash->size()), sink);
            return sink.continuation();
        }
        if (m_isOpen)
            return inside(line, sink);
        if (trimmed(line).empty())
            return sink.skip();
        if (isTabbedCommit(line))
            return tabbed(line, sink);
        if (const auto commit = oneLineOf(line)) {
            begin(commit->hash, commit->references, sink);
            m_date = commit->date;
            m_event.title = titleLine(commit->text);
            return flush(sink);
        }
        sink.reject("no-commit", "The line is no commit of git log");
    }

    void finish(RecordSink& sink) override
    {
        m_isFinishing = true;
        flush(sink);
    }
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    void begin(std::string_view hash, std::string_view references, RecordSink& sink)
    {
        m_event = Event();
        m_event.kind = "commit";
        m_event.line = sink.lineNumber();
        m_hash = hash;
        m_date.clear();
        m_committed.clear();
        m_body.clear();
        m_isOpen = true;
        m_isPatch = false;
        m_hasMessage = false;
        addReferences(m_event, references);
    }

    /// Header lines first, then the message four blanks in, then what --stat or -p adds.
    void inside(std::string_view line, RecordSink& sink)
    {
        sink.continuation();
        if (m_isPatch)
            return;
        const std::string_view text = withoutGraph(line);
        if (text.substr(0, 11) == "diff --git ") {
            m_isPatch = true;
            return;
        }
        const std::string_view trimmedText = trimmed(text);
        const std::size_t at = trimmedText.empty() ? 0 : static_cast<std::size_t>(trimmedText.data() - line.data());
        const bool isMessage = at >= 4 && line.substr(at - 4, 4) == "    ";
        if (!m_hasMessage && !isMessage && header(trimmedText))
            return;
        if (trimmedText.find(" changed") != std::string_view::npos && trimmedText.find("file") != std::string_view::npos && !isMessage) {
            addField(m_event, "changes", std::string(trimmedText));
            return;
        }
        if (!isMessage && !trimmedText.empty())
            return;    // " app/store/casefile.cpp | 12 +-"
        m_hasMessage = m_hasMessage || !trimmedText.empty();
        if (m_body.size() < longestBody)
            m_body += std::string(trimmedText) + '\n';
    }

    bool header(std::string_view text)
    {
        const auto take = [text](std::string_view name, std::string& value) {
            if (text.substr(0, name.size()) != name)
                return false;
            value = trimmed(text.substr(name.size()));
            return true;
        };
        std::string value;
        if (take("AuthorDate:", m_date) || take("CommitDate:", m_committed))
            return true;
        if (take("Date:", m_date))
            return true;
        if (take("Author:", value)) {
            m_event.actor = nameOf(value);
            return true;
        }
        if (take("Commit:", value)) {
            if (const std::string name = nameOf(value); name != m_event.actor)
                addField(m_event, "committer", name);
            return true;
        }
        if (take("Merge:", value) || take("parent ", value)) {
            addField(m_event, text.front() == 'M' ? "merge" : "parent", value);
            return true;
        }
        return take("tree ", value) || take("gpgsig ", value) || take("Reflog", value) || raw(text);
    }

    /// "committer Ada <ada@example.org> 1713768001 +0200"
    bool raw(std::string_view text)
    {
        const bool isAuthor = text.substr(0, 7) == "author ";
        if (!isAuthor && text.substr(0, 10) != "committer ")
            return false;
        const std::size_t close = text.rfind('>');
        if (close == std::string_view::npos)
            return false;
        (isAuthor ? m_date : m_committed) = firstWordOf(trimmed(text.substr(close + 1)));
        if (isAuthor)
            m_event.actor = nameOf(text.substr(7, close - 6));
        return true;
    }

    void tabbed(std::string_view line, RecordSink& sink)
    {
        const std::vector<std::string_view> fields = split(line, '\t');
        begin(fields[0], {}, sink);
        m_date = fields[1];
        std::size_t at = 2;
        if (fields.size() > at && parseAnyTime(fields[at])) {
            m_committed = fields[at];
            ++at;
        }
        if (fields.size() > at + 1)
            m_event.actor = nameOf(fields[at++]);
        if (fields.size() > at + 1)
            addReferences(m_event, fields[at++]);
        if (at < fields.size())
            m_event.title = titleLine(line.substr(static_cast<std::size_t>(fields[at].data() - line.data())));
        flush(sink);
    }

    void flush(RecordSink& sink)
    {
        if (!std::exchange(m_isOpen, false))
            return;
        const std::string& written = m_committed.empty() ? m_date : m_committed;
        auto time = parseAnyTime(written);
        if (!time)
            time = parseAnyTime(firstWordOf(written));    // --date=raw: "1713768001 +0200"
        const auto start = time ? m_resolver.resolve(*time) : std::nullopt;
        if (m_isFinishing || m_event.line != sink.lineNumber())
            sink.recordsBelongTo(m_event.line);
        if (start) {
            emit(*start, sink);
        } else {
            sink.reject("bad-time", written.empty() ? std::string("The commit has no date; print it with --date=iso-strict")
                                                    : "\"" + shortened(written, 40) + "\" is no date that can be read; print it with --date=iso-strict");
        }
        sink.recordsBelongTo(0);
    }

    void emit(const RecordTime& start, RecordSink& sink)
    {
        m_event.start = start;
        const std::string_view message = trimmed(m_body);
        if (m_event.title.empty())
            m_event.title = titleLine(message);
        if (message != m_event.title)
            m_event.body = trimmed(message.substr(std::min(message.find('\n'), message.size())));
        if (m_event.title.empty())
            m_event.title = m_hash;
        addField(m_event, "commit", m_hash);
        if (!m_committed.empty() && !m_date.empty() && m_committed != m_date)
            addField(m_event, "author_date", m_date);
        sink.event(std::move(m_event));
    }

    TimeResolver m_resolver;
    Event m_event;
    std::string m_hash, m_date, m_committed, m_body;
    bool m_isFinishing = false;
    bool m_isOpen = false;
    bool m_isPatch = false;
    bool m_hasMessage = false;
};

}    // namespace

const FormatInfo& GitLog::info() const
{
    static constexpr FormatInfo info{.id = "git-log",
                                     .title = "git log",
                                     .records = "event",
                                     .framing = Framing::OrderedLines,
                                     .zone = "offset in the text, else the source's zone",
                                     .specification = "git-log(1), pretty-formats"};
    return info;
}

Detection GitLog::detect(const SourceHead& head) const
{
    std::size_t commits = 0, headers = 0;
    for (std::size_t i = 0; i < std::min(head.headLines, head.lines.size()); ++i) {
        const std::string_view line = trimmed(withoutGraph(head.lines[i]));
        commits += commitOf(head.lines[i]) ? 1U : 0U;
        headers += line.substr(0, 8) == "Author: " || line.substr(0, 7) == "author " ? 1U : 0U;
    }
    if (commits > 0 && headers > 0 && (commitOf(head.lines.front()) || commits == headers))
        return {97, std::to_string(commits) + (commits == 1 ? " commit" : " commits") + " with hash and author", Anchor::Unknown, Basis::Assumed, {}};
    const auto hashFirst = [](std::string_view line) { return isTabbedCommit(line) || oneLineOf(line).value_or(OneLine{}).hashFirst; };
    if (const LineCensus first = censusOf(head, hashFirst); first.mine > 0)
        return first.detection("commits with a hash and a date", 92);
    // A date and then a word of hexadecimal digits is also how programs log.
    return censusOf(head, [](std::string_view line) { return oneLineOf(line).has_value(); }).detection("a date and a hash as of a commit", 60);
}

std::unique_ptr<RecordReader> GitLog::open(const ReaderContext& context) const
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline

#include "ui/models/filtercompletion.h"

#include "app/query/valuefilter.h"
#include "ui/convert.h"

#include <algorithm>
#include <array>
#include <optional>

namespace faultline {

namespace {

bool isFieldCharacter(QChar c)
{
    return c.unicode() < 128 && (c.isLetterOrNumber() || c == QLatin1Char('_') || c == QLatin1Char('.'));
}

bool isOperatorCharacter(QChar c)
{
    return QStringLiteral("=!<>~:").contains(c);
}

/// Walks over the text as the parser would, remembering what it waits for.
class Walker {
public:
    Walker(const QString& text, qsizetype end) : m_text(text.left(end)) {}

    FilterPlace place()
    {
        FilterPlace place;
        for (;;) {
            skipBlanks();
            place.begin = m_at;
            place.kind = m_kind;
            place.field = m_field;
            const QString word = takeWord();
            if (m_at >= m_text.size()) {
                place.word = word.startsWith(QLatin1Char('"')) ? word.mid(1) : word;
                return place;
            }
            follow(word);
        }
    }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    QString takeWord()
    {
        const qsizetype begin = m_at;
        if (m_at >= m_text.size())
            return {};
        const QChar first = m_text[m_at];
        if (first == QLatin1Char('"') && m_kind == FilterPlace::Kind::Value) {
            ++m_at;
            while (m_at < m_text.size() && m_text[m_at] != QLatin1Char('"'))
                m_at += m_text[m_at] == QLatin1Char('\\') ? 2 : 1;
            m_at = std::min(m_at, m_text.size());
            m_isClosed = m_at < m_text.size();
            const QString word = m_text.mid(begin, m_at - begin);
            m_at += m_isClosed ? 1 : 0;
            return word;
        }
        const auto take = [&](auto belongs) {
            while (m_at < m_text.size() && belongs(m_text[m_at]))
                ++m_at;
        };
        if (m_kind == FilterPlace::Kind::Value)
            take([](QChar c) { return !c.isSpace() && !QStringLiteral("(),\"").contains(c); });
        else if (isOperatorCharacter(first))
            take(isOperatorCharacter);
        else
            take(isFieldCharacter);
        if (m_at == begin)
            ++m_at;    // a parenthesis, a comma
        return m_text.mid(begin, m_at - begin);
    }

    void follow(const QString& word)
    {
        using Kind = FilterPlace::Kind;
        const QString lower = word.toLower();
        const bool isBracket = word == QLatin1String("(") || word == QLatin1String(")") || word == QLatin1String(",");
        switch (m_kind) {
        case Kind::Field:
            if (isBracket || lower == QLatin1String("not"))
                return;
            m_field = toStd(word);
            m_kind = Kind::Operator;
            return;
        case Kind::Operator:
            m_isList = lower == QLatin1String("in");
            m_kind = Kind::Value;
            return;
        case Kind::Value:
            if (m_isList && (word == QLatin1String("(") || word == QLatin1String(",")))
                return;
            if (m_isList && word != QLatin1String(")"))
                return;
            m_kind = Kind::Joint;
            return;
        case Kind::Joint:
            if (lower == QLatin1String("and") || lower == QLatin1String("or"))
                m_kind = Kind::Field;
            return;
        }
    }

    QString m_text;
    qsizetype m_at = 0;
    FilterPlace::Kind m_kind = FilterPlace::Kind::Field;
    std::string m_field;
    bool m_isList = false;
    bool m_isClosed = false;
};

const FieldInfo* anyField(const std::string& field, const std::vector<RecordKind>& kinds)
{
    for (const RecordKind kind : kinds)
        if (const FieldInfo* info = findField(kind, field))
            return info;
    return nullptr;
}

}    // namespace

FilterPlace filterPlaceAt(const QString& text, qsizetype cursor)
{
    return Walker(text, cursor).place();
}

QStringList filterFields(const std::vector<RecordKind>& kinds)
{
    QStringList names;
    const auto add = [&names](const QString& name) {
        if (!names.contains(name))
            names << name;
    };
    constexpr std::array<Field, 8> first{Field::Path, Field::Status, Field::Method, Field::Duration, Field::Severity, Field::Text,
                                         Field::Component, Field::Target};
    for (const RecordKind kind : kinds) {
        for (const Field field : first)
            if (has(infoOf(field), kind))
                add(field == Field::Duration ? QStringLiteral("duration") : toQString(infoOf(field).name));
        if (kind == RecordKind::Request)
            add(QStringLiteral("route"));
    }
    add(QStringLiteral("source"));
    for (const RecordKind kind : kinds)
        for (int i = 0; i < fieldCount; ++i)
            if (const FieldInfo& info = infoOf(static_cast<Field>(i)); has(info, kind) && info.field != Field::Duration)
                add(toQString(info.name));
    return names;
}

QStringList filterOperators(const std::string& field, const std::vector<RecordKind>& kinds)
{
    const FieldInfo* info = anyField(field, kinds);
    const bool isText = !info || info->type == FieldType::Dictionary || info->type == FieldType::Text;
    if (isText)
        return {QStringLiteral("="), QStringLiteral("!="), QStringLiteral(":"), QStringLiteral("~"), QStringLiteral("in (")};
    return {QStringLiteral("="),  QStringLiteral("!="), QStringLiteral(">="), QStringLiteral(">"),
            QStringLiteral("<="), QStringLiteral("<"),  QStringLiteral("in (")};
}

bool isFilterField(const std::string& field, const std::vector<RecordKind>& kinds)
{
    const bool hasRequests = std::find(kinds.begin(), kinds.end(), RecordKind::Request) != kinds.end();
    return field == "source" || (field == "route" && hasRequests) || anyField(field, kinds);
}

}    // namespace faultline

#include "ui/views/sqleditor.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QRegularExpression>

namespace faultline {

namespace {

constexpr qsizetype longestColoured = 5000;    // a pasted line of megabytes stays plain

const QRegularExpression& tokens()
{
    static const QRegularExpression pattern(
        QStringLiteral("(?<comment>--.*$)|(?<string>'(?:[^']|'')*'?)|(?<number>\\b\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?\\b)"
                       "|\\b(?<keyword>select|distinct|from|where|and|or|not|in|is|null|like|glob|between|exists|case|when|then|else|end"
                       "|group|order|by|having|limit|offset|asc|desc|join|left|inner|cross|on|using|as|union|all|except|intersect|with"
                       "|recursive|over|partition|rows|range|cast|collate|values|explain|query|plan|filter|window)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

bool isRun(const QKeyEvent& key)
{
    return (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) && (key.modifiers() & Qt::ControlModifier);
}

}    // namespace

SqlHighlighter::SqlHighlighter(const Theme& theme, QTextDocument* document) : QSyntaxHighlighter(document), m_theme(theme) {}

void SqlHighlighter::highlightBlock(const QString& text)
{
    if (text.size() > longestColoured)
        return;
    const ThemeColors& colors = m_theme.colors();
    auto match = tokens().globalMatch(text);
    while (match.hasNext()) {
        const QRegularExpressionMatch found = match.next();
        const auto start = static_cast<int>(found.capturedStart());
        const auto length = static_cast<int>(found.capturedLength());
        if (found.hasCaptured(QStringLiteral("comment")) && !found.captured(QStringLiteral("comment")).isEmpty())
            setFormat(start, length, colors.muted);
        else if (!found.captured(QStringLiteral("string")).isEmpty())
            setFormat(start, length, colors.good);
        else if (!found.captured(QStringLiteral("number")).isEmpty())
            setFormat(start, length, colors.warning);
        else
            setFormat(start, length, colors.accent);
    }
}

SqlEditor::SqlEditor(const Theme& theme, QWidget* parent) : QPlainTextEdit(parent), m_theme(theme)
{
    m_highlighter = new SqlHighlighter(theme, document());
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("SQL statement"));
    setPlaceholderText(tr("One SELECT over everything in the case. Ctrl+Enter runs it."));
    setTabChangesFocus(true);
    document()->setDocumentMargin(8);
    applyTheme();
    connect(&theme, &Theme::changed, this, &SqlEditor::applyTheme);
}

void SqlEditor::applyTheme()
{
    setFont(m_theme.monospace());
    m_highlighter->rehighlight();
}

void SqlEditor::setHistory(QStringList newestFirst)
{
    m_history = std::move(newestFirst);
    m_historyPosition = -1;
}

bool SqlEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        // Ctrl+Enter means something else in the rest of the window.
        if (isRun(*key) || key->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void SqlEditor::keyPressEvent(QKeyEvent* event)
{
    if (isRun(*event))
        return emit runRequested();
    if (event->key() == Qt::Key_Escape)
        return emit stopRequested();
    const bool browses = document()->isEmpty() || m_historyPosition >= 0;
    const int step = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (browses && step != 0 && event->modifiers() == Qt::NoModifier && !m_history.isEmpty()) {
        m_historyPosition = qBound(qsizetype(-1), m_historyPosition + step, m_history.size() - 1);
        setPlainText(m_historyPosition < 0 ? QString() : m_history[m_historyPosition]);
        moveCursor(QTextCursor::End);
        return;
    }
    m_historyPosition = -1;
    QPlainTextEdit::keyPressEvent(event);
}

}    // namespace faultline

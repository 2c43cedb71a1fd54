#pragma once

#include <QPlainTextEdit>
#include <QStringList>
#include <QSyntaxHighlighter>

namespace faultline {

class Theme;

/// Colours of keywords, strings, numbers and comments.
class SqlHighlighter : public QSyntaxHighlighter {
    Q_OBJECT

public:
    SqlHighlighter(const Theme& theme, QTextDocument* document);

protected:
    void highlightBlock(const QString& text) override;

private:
    const Theme& m_theme;
};

/// Where a statement is written. Ctrl+Enter runs it, Esc stops it, Up in an empty editor brings back the one before.
class SqlEditor : public QPlainTextEdit {
    Q_OBJECT

public:
    SqlEditor(const Theme& theme, QWidget* parent);

    void setHistory(QStringList newestFirst);

signals:
    void runRequested();
    void stopRequested();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void applyTheme();

    const Theme& m_theme;
    SqlHighlighter* m_highlighter = nullptr;
    QStringList m_history;
    qsizetype m_historyPosition = -1;
};

}    // namespace faultline

#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// What to do with a selection, right where it was made.
class SelectionBar : public QWidget {
    Q_OBJECT

public:
    SelectionBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    void popUp(QPoint position);    ///< in the parent

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void add(const QString& text, const QString& hint, const char* action);

    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline

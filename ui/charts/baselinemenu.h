#pragma once

#include <QMenu>

namespace faultline {

class Actions;
class CaseSession;

/// What the window can be compared with: the selection, right before, the same time yesterday or a week ago, a saved window.
class BaselineMenu : public QMenu {
    Q_OBJECT

public:
    BaselineMenu(const QString& title, CaseSession& session, Actions& actions, QWidget* parent);
};

}    // namespace faultline
